// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.kube;

import io.fabric8.kubernetes.client.informers.ExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets an informer continue after any failure, once it has delivered its list: a stopped informer silently serves outdated objects. Before
 * that, a failure ends the start, which reports it.
 */
final class GoesOn implements ExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(GoesOn.class);

    private final String what;
    private final boolean always;

    /** For an informer whose start is awaited. */
    GoesOn(String what) {
        this(what, false);
    }

    /** @param always also before the first list: for an informer whose start is not awaited */
    GoesOn(String what, boolean always) {
        this.what = what;
        this.always = always;
    }

    @Override
    public boolean retryAfterException(boolean isStarted, Throwable failure) {
        var again = isStarted || always;
        LOG.warn(
                "{} cannot be watched for the moment, and {}",
                what,
                again ? "are listed again" : "were not listed yet",
                failure);
        return again;
    }
}
