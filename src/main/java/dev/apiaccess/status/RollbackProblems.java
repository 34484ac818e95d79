// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.Reason;
import dev.apiaccess.status.ProtectionProblems.Problem;
import dev.apiaccess.status.ProtectionReasons.Weighed;
import dev.apiaccess.status.ProtectionReasons.Weight;
import java.util.ArrayList;
import java.util.List;

/** What is said of a rollback that somebody asks for, and of what is noted for rollbacks. */
final class RollbackProblems {

    private static final String GO_ON = "remove the annotation apiaccess.dev/rollback to go on";

    private RollbackProblems() {}

    static List<Problem> of(ProtectionSituation.Seen seen) {
        var all = new ArrayList<Problem>();
        var rollback = seen.steps().rollback();
        if (rollback.isRefused()) {
            all.add(new Problem(
                    new Weighed(Reason.RollbackRefused, Weight.STALLED),
                    "",
                    "no stage is rolled back to " + rollback.to() + ": " + String.join("; ", rollback.refusals())
                            + ". Nothing is deployed meanwhile: name another deployment, or " + GO_ON));
        } else if (rollback.isDone()) {
            var behind = seen.steps().behind();
            all.add(new Problem(
                    new Weighed(Reason.RolledBack, behind.isEmpty() ? Weight.TOLD : Weight.STALLED),
                    "",
                    summary(rollback.to())
                            + (behind.isEmpty()
                                    ? ""
                                    : "; not all that is declared is in force in stage " + String.join(", ", behind))
                            + ". Nothing is deployed meanwhile; settings of stages do not go back"));
        } else if (rollback.isAsked() && !ProtectionDrift.isMoved(seen)) {
            all.add(new Problem(
                    new Weighed(Reason.RolledBack, Weight.WAITING),
                    "",
                    "stage " + String.join(", ", rollback.left()) + " is being moved to deployment " + rollback.to()));
        }
        var trouble = seen.api().exports().trouble();
        if (!trouble.isEmpty()) {
            all.add(new Problem(new Weighed(Reason.ExportNotKept, Weight.TOLD), "", trouble));
        }
        return all;
    }

    /** The answer in one line where stages are rolled back. */
    static String summary(String to) {
        return "rolled back to " + to + ": remove the annotation to go on";
    }

    /** What mode Plan says of a rollback that would not be followed. */
    static List<String> refusals(ProtectionSituation.Seen seen) {
        var rollback = seen.steps().rollback();
        return rollback.refusals().stream()
                .map(why -> "no stage would be rolled back to " + rollback.to() + ": " + why)
                .toList();
    }
}
