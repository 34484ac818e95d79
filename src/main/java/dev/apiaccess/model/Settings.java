// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import java.time.Duration;
import java.util.List;

/**
 * Settings of the operator.
 *
 * @param clusterId distinguishes clusters that share an AWS account
 * @param sweepInterval between two sweeps of an account, divided by {@code timeDivisor} already
 * @param quotaPercent share of AWS's request limits, unless a connection sets its own
 * @param consistencyWindow how long AWS may go on showing the state before a write, divided already
 * @param keySettleTime between a key being in its plans and being handed out, divided already
 * @param timeDivisor how much faster than AWS's clock everything runs; 1 in production
 * @param readyAlwaysFollows whether Ready follows Effective also where an object was ready before Effective was known
 * @param passRoles patterns of ARNs of roles that may be passed on to API Gateway; a star crosses neither colons nor slashes
 */
public record Settings(
        String clusterId,
        Duration sweepInterval,
        int quotaPercent,
        Duration consistencyWindow,
        Duration keySettleTime,
        int timeDivisor,
        boolean readyAlwaysFollows,
        List<String> passRoles) {

    public Settings {
        passRoles = List.copyOf(passRoles);
    }

    private static final Duration SHORTEST_BRAKE = Duration.ofMinutes(1);

    /** Settings by which an object that was ready before Effective was known stays so until it is edited. */
    public Settings(
            String clusterId,
            Duration sweepInterval,
            int quotaPercent,
            Duration consistencyWindow,
            Duration keySettleTime,
            int timeDivisor) {
        this(clusterId, sweepInterval, quotaPercent, consistencyWindow, keySettleTime, timeDivisor, false, List.of());
    }

    /** How long what is in AWS may be without effect until nobody is expected to mend it. */
    public Duration ineffectiveForLong() {
        return Duration.ofMinutes(10).dividedBy(timeDivisor);
    }

    /** How long a stage that people have to deploy counts as under way. */
    public Duration undeployedForLong() {
        return Duration.ofMinutes(10).dividedBy(timeDivisor);
    }

    /** Three corrections of one field within this time are a contest with another writer. */
    public Duration contestWindow() {
        return Duration.ofHours(1).dividedBy(timeDivisor);
    }

    /** Permissions are often granted minutes after a connection: only a denial that lasts longer is an alarm. */
    public Duration deniedForLong() {
        return Duration.ofMinutes(10).dividedBy(timeDivisor);
    }

    /** Deletions requested within this time count as simultaneous. At least a minute: the divisor makes no API server faster. */
    public Duration brakeWindow() {
        var divided = Duration.ofMinutes(10).dividedBy(timeDivisor);
        return divided.compareTo(SHORTEST_BRAKE) < 0 ? SHORTEST_BRAKE : divided;
    }

    /** How long a policy that is in AWS may be unknown to parts of it. */
    public Duration policySettleTime() {
        return Duration.ofMinutes(2).dividedBy(timeDivisor);
    }

    /** Time after the takeover of an account in which objects may still be restored from a backup. */
    public Duration restoreTime() {
        return Duration.ofDays(1).dividedBy(timeDivisor);
    }

    /** How long before its end a grant reports it. */
    public Duration expiryWarning() {
        return Duration.ofDays(7).dividedBy(timeDivisor);
    }

    /** How long after its end a grant's keys are kept, disabled. */
    public Duration expiredKept() {
        return Duration.ofDays(7).dividedBy(timeDivisor);
    }

    /** Time after which a key that is due for rotation and not replaced is worth an alarm. */
    public Duration rotationOverdue() {
        return Duration.ofDays(7).dividedBy(timeDivisor);
    }
}
