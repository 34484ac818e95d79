// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import java.util.Optional;

/**
 * Settings of a stage for one method, or for all that have none of their own. API Gateway writes all fields of an entry when one of them is
 * set.
 *
 * @param throttle the limit; empty where only the account's holds
 * @param metrics whether detailed metrics are written
 * @param logging {@code OFF}, {@code ERROR} or {@code INFO}, and whatever comes
 * @param dataTrace whether whole requests and answers are logged
 * @param more what else somebody set of it, as text; empty where all of that is as API Gateway writes it
 */
public record MethodSetting(
        Optional<Throttle> throttle, boolean metrics, String logging, boolean dataTrace, String more) {

    /** With nothing else. */
    public MethodSetting(Optional<Throttle> throttle, boolean metrics, String logging, boolean dataTrace) {
        this(throttle, metrics, logging, dataTrace, "");
    }

    /** The same with no limit but the account's. */
    public MethodSetting unlimited() {
        return new MethodSetting(Optional.empty(), metrics, logging, dataTrace, more);
    }

    /** Whether both have the same beside their limits. */
    public boolean isLikeBesideLimit(MethodSetting other) {
        return unlimited().equals(other.unlimited());
    }
}
