// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.PrincipalPolicy;
import dev.apiaccess.api.Reason;
import dev.apiaccess.desired.Applied;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.model.UnitKey;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** What the status of a policy goes on recording of principals, where nothing new is known of them. */
final class PolicyNotes {

    private PolicyNotes() {}

    /**
     * Keeps the notes of all principals. Before a rejection that is not Pending they must not lag any more: only the statements that
     * they know are kept then, and where it is not known what there is, all are.
     *
     * @param units of which the status may lag behind AWS
     */
    static void keep(
            ApiAccessPolicy policy,
            Collection<PolicySituation.Unit> units,
            Reason why,
            Map<PrincipalRef, PrincipalPolicy> applied) {
        if (policy.getStatus() != null) {
            for (var one : policy.getStatus().policies()) {
                if (one.principal() != null) {
                    applied.put(PrincipalRef.parse(one.principal()), one.standing(null, null, null));
                }
            }
        }
        // As long as nothing is decided a note may lag: a note taken now would make our own unfinished write a change
        // by others.
        if (why != Reason.Pending && Applied.mayLag(policy)) {
            units.forEach(unit -> refresh(policy, unit, applied));
        }
    }

    private static void refresh(
            ApiAccessPolicy policy, PolicySituation.Unit unit, Map<PrincipalRef, PrincipalPolicy> applied) {
        if (unit.found().isPresent()) {
            Applied.found(policy, unit.key(), unit.found().get())
                    .ifPresent(now -> applied.put(unit.key().principal(), now));
        } else {
            applied.computeIfPresent(
                    unit.key().principal(),
                    (_, one) ->
                            PrincipalPolicy.noted(one.principal(), one.arn(), null, one.policyId(), one.principalId()));
        }
    }

    /** The note of one principal; empty when there is none. */
    static Optional<PrincipalPolicy> before(ApiAccessPolicy policy, PrincipalRef principal) {
        return policy.getStatus() == null
                ? Optional.empty()
                : policy.getStatus().policies().stream()
                        .filter(one -> Applied.isFor(one, principal))
                        .map(one -> one.standing(null, null, null))
                        .findFirst();
    }

    /** The note of one principal that is left out: what AWS holds now, where the note may lag. */
    static Optional<PrincipalPolicy> now(ApiAccessPolicy policy, UnitKey.PolicyUnit unit, Observed.Policy found) {
        return Applied.mayLag(policy)
                ? Applied.found(policy, unit, found).or(() -> before(policy, unit.principal()))
                : before(policy, unit.principal());
    }
}
