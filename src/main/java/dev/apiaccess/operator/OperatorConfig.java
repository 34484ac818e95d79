// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.operator;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/**
 * Settings of the operator as they were written; in the environment {@code APIACCESS_CLUSTER_ID} and so on. They are texts, because
 * {@link SettingsReader} says in the terms of a user what is wrong with them. Documented in docs/settings.md.
 */
@ConfigMapping(prefix = "apiaccess")
public interface OperatorConfig {

    /** Tells clusters that share an AWS account apart; required, lower-case letters, digits and dashes, at most 32. */
    Optional<String> clusterId();

    /** Time between two looks at an account, where a connection does not say its own; absent means 5m. */
    Optional<String> sweepInterval();

    /** Our share of AWS's request limits in percent, where a connection does not say its own; absent means 50. */
    Optional<String> quotaPercent();

    /** How long AWS may go on showing the state before a write; absent means 120s. */
    Optional<String> consistencyWindow();

    /** Time between a key being in its usage plans and being handed out; absent means 120s. */
    Optional<String> keySettleTime();

    /** Makes AWS's limits, windows, settling and sweeps that many times faster, for emulators only; absent means 1. */
    Optional<String> timeDivisor();

    /** Whether the use of quotas is told grant by grant in metrics, {@code true} or {@code false}; absent means false. */
    Optional<String> grantMetrics();

    /** Whether AWS may be asked without encryption over the network, {@code true} or {@code false}; absent means false. */
    Optional<String> allowHttp();

    /** How long a replica that does not renew its lease is waited for until another takes over; absent means 15s, at least 3s. */
    Optional<String> leaseDuration();

    /** Namespace of the leader election lease; absent means the operator's own namespace. */
    Optional<String> leaseNamespace();
}
