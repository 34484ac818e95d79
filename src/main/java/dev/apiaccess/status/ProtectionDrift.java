// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.Reason;
import dev.apiaccess.plan.Change;
import dev.apiaccess.plan.Difference;
import dev.apiaccess.plan.Plan;
import dev.apiaccess.plan.RestApiChange;
import dev.apiaccess.protect.ProtectionStep;
import dev.apiaccess.protect.Standing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * What of a protected API others changed, and what is still work: the object never brought it about, or was edited.
 *
 * @param drift differences that others made
 * @param work those that lead on
 * @param reason what is not in force any more though it was, and matters for who gets in; empty where nothing is
 */
record ProtectionDrift(List<Difference> drift, List<Difference> work, Optional<Reason> reason) {

    private static final String DEPLOYMENT = ".deploymentId";

    static ProtectionDrift of(ProtectionSituation.Seen seen) {
        var spared = others(seen.spared());
        var known = new HashSet<>(spared);
        var drift = new ArrayList<>(others(seen.whole()));
        drift.removeIf(known::contains);
        var work = new ArrayList<>(spared);
        if (isMoved(seen)) {
            drift.addAll(deployments(seen.whole()));
        } else if (seen.spared().changes().stream().anyMatch(ProtectionDrift::isPublished)) {
            work.addAll(deployments(seen.spared()));
        }
        return new ProtectionDrift(List.copyOf(drift), List.copyOf(work), reason(seen));
    }

    /** Differences in settings of stages alone. */
    static List<Difference> ofSettings(Plan plan) {
        return others(plan);
    }

    private static List<Difference> others(Plan plan) {
        return plan.differences().stream()
                .filter(line -> !line.field().endsWith(DEPLOYMENT))
                .toList();
    }

    private static List<Difference> deployments(Plan plan) {
        return plan.differences().stream()
                .filter(line -> line.field().endsWith(DEPLOYMENT))
                .toList();
    }

    private static boolean isPublished(Change change) {
        return change instanceof RestApiChange.Deploy
                || (change instanceof RestApiChange.UpdateStage stage && stage.moves());
    }

    /** Whether stages served all of it once, and do not any more. */
    static boolean isMoved(ProtectionSituation.Seen seen) {
        return !seen.steps().behind().isEmpty()
                && seen.judged()
                        .applied()
                        .served()
                        .equals(seen.judged().before().served());
    }

    /** Whether our statements stood in the document once, and do not as they did. */
    private static boolean isRewritten(ProtectionSituation.Seen seen) {
        return seen.steps().steps().stream().anyMatch(ProtectionStep.WriteStatements.class::isInstance)
                && seen.judged()
                        .applied()
                        .policy()
                        .equals(seen.judged().before().policy());
    }

    private static Optional<Reason> reason(ProtectionSituation.Seen seen) {
        if (seen.judged().standing().methods().values().stream()
                .anyMatch(one -> one.phase() == Standing.Phase.OPENED)) {
            return Optional.of(Reason.MethodOpened);
        }
        if (isRewritten(seen)) {
            return Optional.of(Reason.FenceMissing);
        }
        return isMoved(seen) ? Optional.of(Reason.StageMoved) : Optional.empty();
    }
}
