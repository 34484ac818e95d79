// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.sweep;

import dev.apiaccess.port.AwsFailure;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs once that a reading on which no write depends fails, and once that it works again. */
final class Trouble {

    private static final Logger LOG = LoggerFactory.getLogger(Trouble.class);

    private final String what;
    private final Map<String, AwsFailure.Kind> troubled = new ConcurrentHashMap<>();

    Trouble(String what) {
        this.what = what;
    }

    /** Whether AWS would refuse the next call too. */
    static boolean general(AwsFailure failure) {
        return switch (failure.kind()) {
            case ACCESS_DENIED, CREDENTIALS, THROTTLED, UNAVAILABLE -> true;
            default -> false;
        };
    }

    /** @param failure null when everything was read */
    void tell(String where, @Nullable AwsFailure failure) {
        if (failure == null) {
            if (troubled.remove(where) != null) {
                LOG.info("{} can be read again in account {}", what, where);
            }
        } else if (troubled.put(where, failure.kind()) != failure.kind()) {
            LOG.warn(
                    "{} could not be read in account {}, which is tried with every look: {}",
                    what,
                    where,
                    failure.getMessage());
        }
    }
}
