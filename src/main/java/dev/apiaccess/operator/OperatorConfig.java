// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.operator;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/**
 * Settings of the operator as they were written; in the environment {@code APIACCESS_CLUSTER_ID} and so on. They are texts, so that
 * {@link SettingsReader} can report errors in a user's terms. Documented in docs/settings.md.
 */
@ConfigMapping(prefix = "apiaccess")
public interface OperatorConfig {

    /** Distinguishes clusters that share an AWS account; required, lower-case letters, digits and dashes, at most 32. */
    Optional<String> clusterId();

    /** Time between two sweeps of an account, unless a connection sets its own; absent means 5m. */
    Optional<String> sweepInterval();

    /** Our share of AWS's request limits in percent, unless a connection sets its own; absent means 50. */
    Optional<String> quotaPercent();

    /** How long AWS may go on showing the state before a write; absent means 120s. */
    Optional<String> consistencyWindow();

    /** Time between a key being in its usage plans and being handed out; absent means 120s. */
    Optional<String> keySettleTime();

    /** Makes AWS's limits, windows, settling and sweeps that many times faster, for emulators only; absent means 1. */
    Optional<String> timeDivisor();

    /** Whether metrics have the quota usage of each grant, {@code true} or {@code false}; absent means false. */
    Optional<String> grantMetrics();

    /** Whether AWS may be called without encryption over the network, {@code true} or {@code false}; absent means false. */
    Optional<String> allowHttp();

    /** Whether Ready follows Effective for objects that were ready before: {@code NewOrEdited} or {@code Always}; absent means NewOrEdited. */
    Optional<String> readyFollowsEffective();

    /** ARNs of roles, with stars, that may be passed on to API Gateway, with commas between them; absent means none. */
    Optional<String> passRoles();

    /** Time without renewal of the lease until another replica takes over; absent means 15s, at least 3s. */
    Optional<String> leaseDuration();

    /** Namespace of the leader election lease; absent means the operator's own namespace. */
    Optional<String> leaseNamespace();
}
