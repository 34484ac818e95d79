// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.Reason;
import dev.apiaccess.desired.DesiredKeys;
import dev.apiaccess.intent.KeyIntent;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.model.KeyHistory;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.snapshot.Snapshot;
import dev.apiaccess.world.Outcome;
import dev.apiaccess.world.View;
import java.util.Optional;

/** What a grant is told when others say no: the owner of a tier, or AWS to a value. */
public final class GrantRefusals {

    private final DesiredKeys keys;
    private final Attempts attempts;
    private final Naming naming;

    public GrantRefusals(DesiredKeys keys, Attempts attempts, Naming naming) {
        this.naming = naming;
        this.keys = keys;
        this.attempts = attempts;
    }

    /**
     * A tier does not admit the grant, and did before: its key leaves the plan, also when the grant is paused or in mode Plan.
     *
     * @return whether the grant has a key of which there is something to tell
     */
    boolean ofConsent(
            ApiKeyGrant grant,
            Optional<UnitKey.KeyUnit> unit,
            Verdict.Rejected<KeyIntent> rejected,
            Work work,
            Learned learned,
            Snapshot snapshot) {
        if (unit.isEmpty()
                || !(snapshot.view(unit.get()) instanceof View.Known known)
                || known.observed().absent()) {
            return false;
        }
        var leaves = noteConsent(grant, unit.get(), learned, snapshot);
        var stays = !keys.tiers(snapshot)
                .refusing(unit.get(), grant, known.observed(), true)
                .isEmpty();
        var told = leaves
                ? "its key is being taken out of the usage plan"
                : stays
                        ? "its key stays in the usage plan while that rate limit is paused, in mode Plan or not understood"
                        : "its key is not in the usage plan";
        work.withdrawn(
                new Verdict.Rejected<>(rejected.reason(), rejected.message() + "; " + told, rejected.waiting()),
                leaves ? work.holdup(unit.get()) : "");
        return true;
    }

    /**
     * Tells the owners of tiers that do not admit the grant, and did before, that its key leaves their plans.
     *
     * @return whether it leaves any
     */
    boolean noteConsent(ApiKeyGrant grant, UnitKey.KeyUnit unit, Learned learned, Snapshot snapshot) {
        if (!(snapshot.view(unit) instanceof View.Known known)) {
            return false;
        }
        var refusing = keys.tiers(snapshot).refusing(unit, grant, known.observed(), false);
        var before = grant.getStatus();
        if (before == null
                || StatusConditions.find(before.conditions(), ConditionType.Ready)
                        .filter(ready -> Reason.RefNotPermitted.name().equals(ready.getReason()))
                        .isEmpty()) {
            var name = grant.getMetadata().getNamespace() + "/"
                    + grant.getMetadata().getName();
            learned.notes = refusing.stream()
                    .map(limit -> new Note(
                            limit,
                            Note.Type.NORMAL,
                            "ConsentWithdrawn",
                            "the key of ApiKeyGrant " + name + " is being taken out of the usage plan:"
                                    + " spec.consumers does not select its namespace any more"))
                    .toList();
        }
        return !refusing.isEmpty();
    }

    /**
     * A value that this operator made and that another key has all the same: an import was cut off before its answer, or the Secret was
     * edited. Nobody was given it, so another one takes its place.
     */
    boolean isTaken(ApiKeyGrant grant, KeyIntent intent, KeyHistory history) {
        var newest = history.newest();
        var meta = grant.getMetadata();
        return intent.imported().isEmpty()
                && newest.publishedAt().isEmpty()
                && attempts.outcome(intent.unit())
                        .filter(outcome -> outcome instanceof Outcome.Foreign foreign
                                && foreign.why() == Outcome.Why.VALUE_TAKEN
                                && foreign.thing()
                                        .equals(naming.keyName(meta.getNamespace(), meta.getName(), newest.number())))
                        .isPresent();
    }

    /**
     * Who may import values could find out with AWS's answer which ones exist, so every refusal reads the same.
     *
     * @return whether AWS refused the value
     */
    boolean ofImport(KeyIntent intent, UnitKey.KeyUnit unit, Work work) {
        var refused = intent.imported().isPresent()
                && !work.converged()
                && attempts.outcome(unit)
                        .filter(outcome -> outcome instanceof Outcome.Foreign
                                || (outcome instanceof Outcome.Failed failed
                                        && (failed.failure().kind() == AwsFailure.Kind.INVALID
                                                || failed.failure().kind() == AwsFailure.Kind.ALREADY_EXISTS
                                                || failed.failure().kind() == AwsFailure.Kind.CONFLICT)))
                        .isPresent();
        if (refused) {
            var message = "AWS does not take the value in Secret "
                    + intent.imported().get().name()
                    + ": put another one there, of 20 to 128 characters and used for nothing else";
            work.conditions()
                    .isFalse(ConditionType.Synced, Reason.ImportRefused, message)
                    .expected(ConditionType.Reconciling)
                    .stalled(Reason.ImportRefused, message);
        }
        return refused;
    }
}
