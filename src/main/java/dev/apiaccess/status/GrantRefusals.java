// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.Reason;
import dev.apiaccess.intent.KeyIntent;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.model.KeyHistory;
import dev.apiaccess.model.Naming;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.world.Outcome;

/** What status says of a grant that others refuse: the owner of a tier, or AWS its value. */
final class GrantRefusals {

    private GrantRefusals() {}

    /**
     * A tier does not admit the grant, and did before: its key leaves the plan, also when the grant is paused or in mode Plan.
     *
     * @return whether the grant has a key to report on
     */
    static boolean ofConsent(
            GrantSituation situation,
            Verdict.Rejected<KeyIntent> rejected,
            Findings findings,
            GrantStatusDraft learned) {
        if (!situation.key().isThere()) {
            return false;
        }
        noteConsent(situation, learned);
        var leaves = !situation.tiers().refusing().isEmpty();
        var told = leaves
                ? "its key is being taken out of the usage plan"
                : situation.tiers().isHeld()
                        ? "its key stays in the usage plan while that rate limit is paused, in mode Plan or not understood"
                        : "its key is not in the usage plan";
        findings.withdrawn(
                new Verdict.Rejected<>(rejected.reason(), rejected.message() + "; " + told, rejected.waiting()),
                leaves ? situation.key().unit().map(findings::holdup).orElse("") : "");
        return true;
    }

    /** Tells the owners of tiers that do not admit the grant, and did before, that its key leaves their plans. */
    static void noteConsent(GrantSituation situation, GrantStatusDraft learned) {
        var grant = situation.grant();
        var before = grant.getStatus();
        var isTold = before != null
                && StatusConditions.find(before.conditions(), ConditionType.Ready)
                        .filter(ready -> Reason.RefNotPermitted.name().equals(ready.getReason()))
                        .isPresent();
        if (isTold || situation.key().view().isEmpty()) {
            return;
        }
        var name =
                grant.getMetadata().getNamespace() + "/" + grant.getMetadata().getName();
        learned.notes = situation.tiers().refusing().stream()
                .map(limit -> new Note(
                        limit,
                        Note.Type.NORMAL,
                        "ConsentWithdrawn",
                        "the key of ApiKeyGrant " + name + " is being taken out of the usage plan:"
                                + " spec.consumers does not select its namespace any more"))
                .toList();
    }

    /**
     * A value that the operator made and that another key has all the same: an import was cut off before its answer, or the Secret was
     * edited. It was never handed over, so another one takes its place.
     */
    static boolean isTaken(KeyIntent intent, KeyHistory history, Tried tried, Naming naming) {
        var newest = history.newest();
        var unit = intent.unit();
        return intent.imported().isEmpty()
                && newest.publishedAt().isEmpty()
                && tried.outcome(unit)
                        .filter(outcome -> outcome instanceof Outcome.Foreign foreign
                                && foreign.why() == Outcome.Why.VALUE_TAKEN
                                && foreign.thing()
                                        .equals(naming.keyName(unit.namespace(), unit.name(), newest.number())))
                        .isPresent();
    }

    /**
     * AWS's answer to an import could reveal which values exist, so every refusal reads the same.
     *
     * @return whether AWS refused the value
     */
    static boolean ofImport(KeyIntent intent, Tried tried, Findings findings) {
        var refused = intent.imported().isPresent()
                && !findings.converged()
                && tried.outcome(intent.unit())
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
            findings.conditions()
                    .isFalse(ConditionType.Synced, Reason.ImportRefused, message)
                    .expected(ConditionType.Reconciling)
                    .stalled(Reason.ImportRefused, message);
        }
        return refused;
    }
}
