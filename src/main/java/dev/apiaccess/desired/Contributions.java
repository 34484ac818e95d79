// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.desired;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.Reason;
import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.intent.AccessIntent;
import dev.apiaccess.intent.AccessIntents;
import dev.apiaccess.intent.Corrections;
import dev.apiaccess.intent.Stance;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.OwnerRef;
import dev.apiaccess.model.Sids;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.snapshot.ObjectStore;
import dev.apiaccess.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the objects of a namespace contribute to the policy of a principal. */
final class Contributions {

    private final ObjectStore objects;

    Contributions(ObjectStore objects) {
        this.objects = objects;
    }

    /**
     * The claims on one policy, oldest object first.
     *
     * @param planned an object in mode Plan that is treated as if its mode were Enforce, to show what it would change
     */
    List<Contribution> on(
            UnitKey.PolicyUnit unit, Observed.Policy found, @Nullable OwnerRef planned, Snapshot snapshot) {
        var claims = new ArrayList<Contribution>();
        for (var policy : oldestFirst(objects.policies(unit.namespace(), unit.principal()))) {
            if (AccessIntents.mentions(policy, unit.principal()) || Applied.names(policy, unit.principal())) {
                claim(policy, unit, found, planned, snapshot)
                        // Where AWS holds nothing there is nothing to keep.
                        .filter(claim -> !(claim instanceof Contribution.Keeps keeps
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
     * While it is not known what an object may have, all of it stays, also what its status does not record: the process may have ended
     * between the write and the status. What was withdrawn goes, whatever the object says.
     */
    private Optional<Contribution> claim(
            ApiAccessPolicy policy,
            UnitKey.PolicyUnit unit,
            Observed.Policy found,
            @Nullable OwnerRef planned,
            Snapshot snapshot) {
        var owner = AccessIntents.owner(policy);
        return switch (snapshot.stance(policy)) {
            case Stance.Enforced<AccessIntent>(var intent) -> wants(policy, intent, unit, found, snapshot);
            case Stance.Planned<AccessIntent>(var intent)
            when owner.equals(planned) -> wants(policy, intent, unit, found, snapshot);
            case Stance<AccessIntent> stance when isTaken(policy, unit, found, snapshot) -> Optional.empty();
            case Stance.Planned<AccessIntent> _, Stance.Paused<AccessIntent> _, Stance.Over<AccessIntent> _ ->
                Optional.of(new Contribution.Keeps(owner, null));
            case Stance.Rejected<AccessIntent>(var why, var plans) ->
                Optional.of(new Contribution.Keeps(
                        owner,
                        plans || why.reason() == Reason.Pending
                                ? null
                                : Applied.digest(policy, unit.principal()).orElse(null)));
            case Stance.Leaving<AccessIntent>(var ending) ->
                switch (ending) {
                    case RETAIN -> Optional.of(new Contribution.Leaves(owner));
                    case PAUSED, HELD -> Optional.of(new Contribution.Keeps(owner, null));
                    case DELETE -> Optional.empty();
                };
        };
    }

    /** Whether AWS holds what is withdrawn, or what was granted to an earlier principal of that name. */
    private static boolean isTaken(
            ApiAccessPolicy policy, UnitKey.PolicyUnit unit, Observed.Policy found, Snapshot snapshot) {
        return snapshot.withdrawn(policy, unit, found) || snapshot.madeAnew(policy, unit, found);
    }

    /**
     * What an enforced object wants of one policy. For a missing principal nothing is written, and what AWS holds stays only where it
     * is what the rules say now.
     */
    private static Optional<Contribution> wants(
            ApiAccessPolicy policy,
            AccessIntent intent,
            UnitKey.PolicyUnit unit,
            Observed.Policy found,
            Snapshot snapshot) {
        if (!intent.accountId().equals(unit.accountId())) {
            return Optional.empty();
        }
        if (intent.missing(unit.principal()).isPresent()) {
            return isTaken(policy, unit, found, snapshot)
                    ? Optional.empty()
                    : Optional.of(new Contribution.Keeps(intent.owner(), digest(intent, unit)));
        }
        var corrects = Corrections.made(policy.getSpec(), policy.getStatus());
        var applied = Applied.remembered(policy, unit.principal()).orElse(null);
        // Where drift is not corrected, a stage that is gone is no edit either.
        var same = !corrects && applied != null && applied.equals(digest(intent.whole(), unit));
        var forgotten = Corrections.forgotten(policy.getSpec(), policy.getStatus())
                && !Sids.statementsOf(document(found), intent.owner()).isEmpty();
        return Optional.of(
                new Contribution.Wants(intent, corrects, same || forgotten ? digest(intent, unit) : applied));
    }

    private static String digest(AccessIntent intent, UnitKey.PolicyUnit unit) {
        return StatementRenderer.digest(StatementRenderer.render(intent, unit.principal()));
    }

    private static @Nullable PolicyDocument document(Observed.Policy found) {
        return found.existing().map(existing -> existing.policy().document()).orElse(null);
    }
}
