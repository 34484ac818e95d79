// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.snapshot;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.PrincipalPolicy;
import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.intent.AccessIntent;
import dev.apiaccess.intent.AccessIntents;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.model.UnitKey;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The managed policies that concern an ApiAccessPolicy. */
public final class PolicyUnits {

    private PolicyUnits() {}

    /**
     * The units that the object wants, those where AWS holds statements of it, and those its status records: a rule that moved must
     * still leave.
     */
    public static Set<UnitKey.PolicyUnit> of(ApiAccessPolicy policy, @Nullable AccessIntent intent, Snapshot snapshot) {
        var namespace = policy.getMetadata().getNamespace();
        var owner = AccessIntents.owner(policy);
        var units = new LinkedHashSet<UnitKey.PolicyUnit>();
        if (intent != null) {
            intent.principals()
                    .forEach(principal -> units.add(new UnitKey.PolicyUnit(intent.accountId(), namespace, principal)));
        }
        for (var accountId : accounts(policy, intent, snapshot)) {
            units.addAll(snapshot.holding(accountId, namespace, owner));
            if (policy.getStatus() != null) {
                policy.getStatus().policies().stream()
                        .filter(PrincipalPolicy::held)
                        .map(PrincipalPolicy::principal)
                        .filter(Objects::nonNull)
                        .map(PrincipalRef::parse)
                        .forEach(principal -> units.add(new UnitKey.PolicyUnit(accountId, namespace, principal)));
            }
        }
        return units;
    }

    private static Set<String> accounts(ApiAccessPolicy policy, @Nullable AccessIntent intent, Snapshot snapshot) {
        var ids = new TreeSet<String>();
        if (intent != null) {
            ids.add(intent.accountId());
        }
        var bound = policy.getStatus() == null ? null : policy.getStatus().connection();
        snapshot.connections().stream()
                .filter(connection -> connection.getMetadata().getName().equals(bound))
                .forEach(connection -> ids.add(connection.getSpec().accountId()));
        return ids;
    }

    /** The document in AWS, null where there is no policy. */
    public static @Nullable PolicyDocument document(Observed.Policy found) {
        return found.existing().map(existing -> existing.policy().document()).orElse(null);
    }
}
