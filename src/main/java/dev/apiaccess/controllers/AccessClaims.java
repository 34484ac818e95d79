// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import dev.apiaccess.api.Annotations;
import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.DeletionPolicy;
import dev.apiaccess.api.Mode;
import dev.apiaccess.api.PrincipalPolicy;
import dev.apiaccess.api.Reason;
import dev.apiaccess.api.WithdrawalPolicy;
import dev.apiaccess.desired.AccessClaim;
import dev.apiaccess.desired.Sids;
import dev.apiaccess.desired.StatementRenderer;
import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.intent.AccessIntent;
import dev.apiaccess.intent.AccessIntents;
import dev.apiaccess.intent.Annotated;
import dev.apiaccess.intent.Bindings;
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
    private final Facts facts;
    private final DeletionBrake brake;

    AccessClaims(ObjectStore objects, Facts facts, DeletionBrake brake) {
        this.objects = objects;
        this.facts = facts;
        this.brake = brake;
    }

    /**
     * The claims on one policy, oldest object first.
     *
     * @param enforced an object that is taken as if its mode were Enforce, to show what it would change
     */
    List<AccessClaim> on(UnitKey.PolicyUnit unit, Observed.Policy found, @Nullable OwnerRef enforced) {
        var claims = new ArrayList<AccessClaim>();
        for (var policy : oldestFirst(objects.policies(unit.namespace(), unit.principal()))) {
            if (AccessIntents.mentions(policy, unit.principal())
                    || applied(policy, unit).isPresent()) {
                claim(policy, unit, found, enforced)
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
     * have ended between the write and the status.
     */
    private Optional<AccessClaim> claim(
            ApiAccessPolicy policy, UnitKey.PolicyUnit unit, Observed.Policy found, @Nullable OwnerRef enforced) {
        var owner = AccessIntents.owner(policy);
        var applied = applied(policy, unit).orElse(null);
        if (policy.isMarkedForDeletion()) {
            return policy.getSpec().deletionPolicy() == DeletionPolicy.Retain
                    ? Optional.of(new AccessClaim.Leaves(owner))
                    : Annotated.has(policy, Annotations.PAUSED) || brake.holds(policy)
                            ? Optional.of(new AccessClaim.Keeps(owner, null))
                            : Optional.empty();
        }
        if (Annotated.has(policy, Annotations.PAUSED)) {
            return Optional.of(new AccessClaim.Keeps(owner, null));
        }
        if (policy.getSpec().mode() == Mode.Plan && !owner.equals(enforced)) {
            return Optional.of(new AccessClaim.Keeps(owner, null));
        }
        return switch (facts.intent(policy)) {
            case Verdict.Wanted<AccessIntent>(var intent) ->
                intent.accountId().equals(unit.accountId())
                        ? Optional.of(new AccessClaim.Wants(
                                intent,
                                Corrections.made(policy.getSpec(), policy.getStatus()),
                                Corrections.forgotten(policy.getSpec(), policy.getStatus())
                                                && !Sids.statementsOf(document(found), owner)
                                                        .isEmpty()
                                        ? StatementRenderer.digest(StatementRenderer.render(intent, unit.principal()))
                                        : applied))
                        : Optional.empty();
            case Verdict.Rejected<AccessIntent> rejected ->
                rejected.reason() == Reason.NotPermitted && revokes(policy)
                        ? Optional.empty()
                        : Optional.of(
                                new AccessClaim.Keeps(owner, rejected.reason() == Reason.Pending ? null : applied));
        };
    }

    /** Whether the connection that the object is bound to withdraws what it no longer admits. */
    private boolean revokes(ApiAccessPolicy policy) {
        var status = policy.getStatus();
        var bound = status == null ? null : status.connection();
        return objects.connections().stream()
                .filter(connection -> connection.getMetadata().getName().equals(bound))
                .anyMatch(connection -> connection.getSpec().tenants().stream()
                        .filter(tenant -> tenant.onWithdrawal() == WithdrawalPolicy.Revoke)
                        .anyMatch(tenant -> Bindings.tenants(
                                        connection,
                                        facts.around(policy.getMetadata().getNamespace()))
                                .contains(tenant)));
    }

    private static @Nullable PolicyDocument document(Observed.Policy found) {
        return found.existing().map(existing -> existing.policy().document()).orElse(null);
    }

    private static Optional<String> applied(ApiAccessPolicy policy, UnitKey.PolicyUnit unit) {
        var status = policy.getStatus();
        return status == null
                ? Optional.empty()
                : status.policies().stream()
                        .filter(one -> unit.principal().text().equals(one.principal()))
                        .map(PrincipalPolicy::digest)
                        .filter(java.util.Objects::nonNull)
                        .findFirst();
    }
}
