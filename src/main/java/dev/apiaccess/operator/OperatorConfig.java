// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.operator;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Settings of the operator; in the environment {@code APIACCESS_CLUSTER_ID} and so on. Documented in docs/settings.md. */
@ConfigMapping(prefix = "apiaccess")
public interface OperatorConfig {

    /** Tells clusters that share an AWS account apart; required, lower-case letters, digits and dashes, at most 32. */
    Optional<String> clusterId();

    /** Time between two looks at an account, where a connection does not say its own. */
    @WithDefault("5m")
    Duration sweepInterval();

    /** Our share of AWS's request limits in percent, where a connection does not say its own. */
    @WithDefault("50")
    int quotaPercent();

    /** How long AWS may go on showing the state before a write. */
    @WithDefault("120s")
    Duration consistencyWindow();

    /** Time between a key being in its usage plans and being handed out. */
    @WithDefault("120s")
    Duration keySettleTime();

    /** Makes AWS's limits, windows, settling and sweeps that many times faster: for emulators only. */
    @WithDefault("1")
    int timeDivisor();

    /** How long a replica that does not renew its lease is waited for until another takes over; at least 3 seconds. */
    @WithDefault("15s")
    Duration leaseDuration();

    /** Namespace of the leader election lease; absent means the operator's own namespace. */
    Optional<String> leaseNamespace();
}
