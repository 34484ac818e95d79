// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.desired;

import dev.apiaccess.iam.ActionSet;
import dev.apiaccess.iam.Effect;
import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.iam.ResourceSet;
import dev.apiaccess.iam.Statement;
import dev.apiaccess.model.ManagedPolicy;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.world.View;
import dev.apiaccess.world.World;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which cluster uses a cluster id in an account: an unattached policy whose name is the cluster id and whose description is the
 * cluster's fingerprint. A policy name is unique in IAM, so two clusters can never both believe that an id is theirs.
 */
public final class ClusterClaim {

    private final World world;
    private final Naming naming;

    public ClusterClaim(World world, Naming naming) {
        this.world = world;
        this.naming = naming;
    }

    /** Fingerprint of the cluster that holds the id, empty when none does or when that is not known. */
    public Optional<String> holder(String accountId) {
        return holder(world.view(new UnitKey.ClaimUnit(accountId)));
    }

    /** The same, by what is known of the claim. */
    public Optional<String> holder(View claim) {
        return claim instanceof View.Known known && known.observed() instanceof Observed.Policy policy
                ? policy.existing()
                        .flatMap(existing ->
                                naming.claimFingerprint(existing.policy().description()))
                : Optional.empty();
    }

    /** Whether the cluster with a fingerprint holds the id. */
    public boolean held(String accountId, String fingerprint) {
        return holder(accountId).filter(fingerprint::equals).isPresent();
    }

    /** The marker itself. Its document denies calls to an API that cannot exist, so it would do no harm even if attached. */
    Desired.Policy marker(String accountId, String partition, String region, String fingerprint) {
        var nowhere = ExecuteApi.arn(partition, region, accountId, "0000000000", "none", "GET", "");
        var document = PolicyDocument.of(Statement.of(
                "aaclaim", Effect.DENY, ActionSet.of(ExecuteApi.INVOKE), ResourceSet.of(nowhere), java.util.List.of()));
        var tags = new TreeMap<String, String>();
        tags.put(Naming.TAG_CLUSTER, naming.clusterId());
        tags.put(Naming.TAG_MANAGED_BY, "apiaccess");
        return new Desired.Policy(
                new UnitKey.ClaimUnit(accountId),
                naming.policyArn(partition, accountId, naming.claimName()),
                new ManagedPolicy(
                        naming.policyPath(),
                        naming.claimName(),
                        naming.claimDescription(fingerprint),
                        document,
                        new TreeSet<>()),
                tags);
    }
}
