// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import java.time.Duration;

/**
 * What the operator is set to.
 *
 * @param clusterId tells clusters that share an AWS account apart
 * @param sweepInterval between two looks at an account, divided by {@code timeDivisor} already
 * @param quotaPercent share of AWS's request limits, where a connection does not say its own
 * @param consistencyWindow how long AWS may go on showing the state before a write, divided already
 * @param keySettleTime between a key being in its plans and being handed out, divided already
 * @param timeDivisor how much faster than AWS's clock everything goes; 1 in production
 */
public record Settings(
        String clusterId,
        Duration sweepInterval,
        int quotaPercent,
        Duration consistencyWindow,
        Duration keySettleTime,
        int timeDivisor) {

    /** Within this time three corrections of one field are a contest with somebody else. */
    public Duration contestWindow() {
        return Duration.ofHours(1).dividedBy(timeDivisor);
    }

    /** Permissions are often granted minutes after a connection: only a denial that lasts longer is an alarm. */
    public Duration deniedForLong() {
        return Duration.ofMinutes(10).dividedBy(timeDivisor);
    }

    /** Deletions that were asked for within this time were asked for at once. */
    public Duration brakeWindow() {
        return Duration.ofMinutes(10).dividedBy(timeDivisor);
    }

    /** For so long after an account was taken over, objects may still come back from a backup. */
    public Duration restoreTime() {
        return Duration.ofDays(1).dividedBy(timeDivisor);
    }

    /** How long before its end a grant says so. */
    public Duration expiryWarning() {
        return Duration.ofDays(7).dividedBy(timeDivisor);
    }

    /** How long after its end a grant's keys stay, switched off. */
    public Duration expiredKept() {
        return Duration.ofDays(7).dividedBy(timeDivisor);
    }

    /** A key that is due and was not replaced for so long is worth an alarm. */
    public Duration rotationOverdue() {
        return Duration.ofDays(7).dividedBy(timeDivisor);
    }
}
