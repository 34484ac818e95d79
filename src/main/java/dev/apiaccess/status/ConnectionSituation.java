// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.api.DeployedPolicyNote;
import dev.apiaccess.api.HeldDeletions;
import dev.apiaccess.api.QuotaUse;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.port.ConnectionState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The situation of an AwsConnection, living or being deleted.
 *
 * @param state what is known of its credentials
 * @param reading how its account was read
 * @param claim which cluster uses the cluster id there
 * @param users how many objects use it
 * @param others whether another connection leads to the account
 * @param held deletions of its tenants that wait for acknowledgement
 * @param orphans things in the account that bear our mark and that no object wants
 * @param revoked units that lose their effect, since no object wants them and the connection takes them back
 * @param usage of AWS's quotas
 * @param deployed the resource policies of APIs that policies name; empty while API Gateway was not read
 * @param tried results of writing the claim
 */
public record ConnectionSituation(
        AwsConnection connection,
        ConnectionState state,
        Reading reading,
        Claim claim,
        int users,
        boolean others,
        List<HeldDeletions> held,
        List<Orphans.Orphan> orphans,
        List<UnitKey> revoked,
        List<QuotaUse> usage,
        Optional<List<DeployedPolicyNote>> deployed,
        Tried tried,
        Instant now) {

    /**
     * How the account was read.
     *
     * @param failure why it cannot be read as a whole
     * @param failures why API Gateway cannot be read, by region
     * @param isIamRead whether IAM was read once
     * @param unread regions of the connection that were never read
     * @param interval between two looks at the account
     * @param waits since when a look that reads all that the connection has is awaited, empty when none is
     */
    public record Reading(
            Optional<AwsFailure> failure,
            SortedMap<String, AwsFailure> failures,
            boolean isIamRead,
            List<String> unread,
            Duration interval,
            Optional<ReadTimes.Moment> waits) {

        /** The failure to report first. */
        Optional<AwsFailure> first() {
            return failure.or(() -> failures.values().stream().findFirst());
        }
    }

    /**
     * The policy that says which cluster uses the cluster id in the account.
     *
     * @param fingerprint of this cluster, empty while it is not known
     * @param holder fingerprint of the cluster that holds the id, empty when none does or when that is not known
     * @param isKnown whether it is known what AWS has of it
     * @param isDue whether it has to be written
     */
    public record Claim(
            UnitKey.ClaimUnit key,
            Optional<String> fingerprint,
            Optional<String> holder,
            boolean isKnown,
            boolean isDue) {

        /** Whether another cluster holds the id. */
        boolean isForeign() {
            return holder.isPresent()
                    && fingerprint.filter(own -> !holder.get().equals(own)).isPresent();
        }
    }
}
