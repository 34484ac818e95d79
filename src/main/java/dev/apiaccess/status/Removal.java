// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.Annotations;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.Reason;
import dev.apiaccess.intent.Annotated;
import dev.apiaccess.model.Priority;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.world.Outcome;
import io.fabric8.kubernetes.api.model.HasMetadata;
import org.jspecify.annotations.Nullable;

/** What status says of the units of an object that is being deleted. */
record Removal(HasMetadata object, Findings findings) {

    /** A unit is being removed. */
    void goesOn(UnitKey unit) {
        goesOn(unit, "");
    }

    /**
     * A unit is being removed.
     *
     * @param hint what may be in the way, for the case that it fails
     */
    void goesOn(UnitKey unit, String hint) {
        var outcome = findings.tried().outcome(unit);
        var told = findings.told(unit, outcome);
        var refused = outcome.filter(one -> one instanceof Outcome.Failed
                        || one instanceof Outcome.Foreign
                        || one instanceof Outcome.Broken)
                .isPresent();
        if (refused) {
            findings.conditions()
                    .isFalse(
                            ConditionType.Ready,
                            Reason.CleanupFailed,
                            told.message() + hint
                                    + "; it is tried again without end. To let it go and keep what is in AWS, set deletionPolicy: Retain; where the tenant takes back, the platform team has to name the object in "
                                    + Annotations.LET_GO + " on the AwsConnection too");
        } else if (Annotated.has(object, Annotations.PAUSED)) {
            findings.conditions()
                    .isFalse(
                            ConditionType.Ready,
                            Reason.Paused,
                            "paused, so nothing is removed from AWS: take the annotation " + Annotations.PAUSED
                                    + " off");
        } else {
            findings.conditions()
                    .reconciling(
                            told.reason() == Reason.WaitingForAwsQuota ? told.reason() : Reason.Pending,
                            "being removed from AWS: " + told.message());
        }
        findings.submit(unit, Priority.REVOKE);
    }

    /** The deletion waits for acknowledgement. */
    void isHeld(@Nullable String connection) {
        findings.conditions()
                .stalled(
                        Reason.DeletionHeld,
                        "the deletion is held, since more of namespace "
                                + object.getMetadata().getNamespace()
                                + " are asked for at once than anybody means; nothing was taken away. If they are meant, a platform"
                                + " engineer sets " + Annotations.DELETION_ACKNOWLEDGED
                                + " on the Namespace or on AwsConnection " + connection
                                + ", whose message has the command");
    }

    /** Nothing of it is left. */
    void isOver() {
        findings.conditions().reconciling(Reason.Pending, "removed from AWS");
    }
}
