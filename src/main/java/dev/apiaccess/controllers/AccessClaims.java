// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import dev.apiaccess.api.Annotations;
import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.Mode;
import dev.apiaccess.api.Reason;
import dev.apiaccess.desired.AccessClaim;
import dev.apiaccess.desired.Sids;
import dev.apiaccess.desired.StatementRenderer;
import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.intent.AccessIntent;
import dev.apiaccess.intent.AccessIntents;
import dev.apiaccess.intent.Annotated;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.OwnerRef;
import dev.apiaccess.model.UnitKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the objects of a namespace have to say about the policy of a principal. */
final class AccessClaims {

    private final ObjectStore objects;
    private final DeletionBrake brake;

    AccessClaims(ObjectStore objects, DeletionBrake brake) {
        this.objects = objects;
        this.brake = brake;
    }

    /**
     * The claims on one policy, oldest object first.
     *
     * @param planned an object in mode Plan that is taken as if its mode were Enforce, to show what it would change
     */
    List<AccessClaim> on(
            UnitKey.PolicyUnit unit, Observed.Policy found, @Nullable OwnerRef planned, Snapshot snapshot) {
        var claims = new ArrayList<AccessClaim>();
        for (var policy : oldestFirst(objects.policies(unit.namespace(), unit.principal()))) {
            if (AccessIntents.mentions(policy, unit.principal()) || Applied.names(policy, unit.principal())) {
                claim(policy, unit, found, planned, snapshot)
                        // There is nothing to keep where nothing is.
                        .filter(claim -> !(claim instanceof AccessClaim.Keeps keeps
                                && keeps.applied() == null
                                && found.absent()))
                        .ifPresent(claims::add);
            }
        }
        return claims;
    }

    private static List<ApiAccessPolicy> oldestFirst(List<ApiAccessPolicy> policies) {
        return policies.stream()
                .sorted(Comparator.comparing((ApiAccessPolicy policy) ->
                                String.valueOf(policy.getMetadata().getCreationTimestamp()))
                        .thenComparing(policy -> policy.getMetadata().getName()))
                .toList();
    }

    /**
     * While it is not known yet what an object may have, all of it stays, also what its status does not remember: the process may
     * have ended between the write and the status. What was withdrawn goes, whatever the object says.
     */
    private Optional<AccessClaim> claim(
            ApiAccessPolicy policy,
            UnitKey.PolicyUnit unit,
            Observed.Policy found,
            @Nullable OwnerRef planned,
            Snapshot snapshot) {
        var owner = AccessIntents.owner(policy);
        var applied = Applied.remembered(policy, unit.principal()).orElse(null);
        var paused = Annotated.has(policy, Annotations.PAUSED);
        var listens = !policy.isMarkedForDeletion()
                && !paused
                && (policy.getSpec().mode() != Mode.Plan || owner.equals(planned));
        var verdict = snapshot.intent(policy);
        if (listens && verdict instanceof Verdict.Wanted<AccessIntent>(var intent)) {
            return intent.accountId().equals(unit.accountId())
                    ? Optional.of(new AccessClaim.Wants(
                            intent,
                            Corrections.made(policy.getSpec(), policy.getStatus()),
                            Corrections.forgotten(policy.getSpec(), policy.getStatus())
                                            && !Sids.statementsOf(document(found), owner)
                                                    .isEmpty()
                                    ? StatementRenderer.digest(StatementRenderer.render(intent, unit.principal()))
                                    : applied))
                    : Optional.empty();
        }
        if (snapshot.withdrawn(policy, unit, found) || snapshot.madeAnew(policy, unit, found)) {
            return Optional.empty();
        }
        if (policy.isMarkedForDeletion()) {
            return snapshot.retention().keeps(policy)
                    ? Optional.of(new AccessClaim.Leaves(owner))
                    : paused || brake.holds(policy)
                            ? Optional.of(new AccessClaim.Keeps(owner, null))
                            : Optional.empty();
        }
        return listens && verdict instanceof Verdict.Rejected<AccessIntent> rejected
                ? Optional.of(new AccessClaim.Keeps(
                        owner,
                        rejected.reason() == Reason.Pending
                                ? null
                                : Applied.digest(policy, unit.principal()).orElse(null)))
                : Optional.of(new AccessClaim.Keeps(owner, null));
    }

    private static @Nullable PolicyDocument document(Observed.Policy found) {
        return found.existing().map(existing -> existing.policy().document()).orElse(null);
    }
}
