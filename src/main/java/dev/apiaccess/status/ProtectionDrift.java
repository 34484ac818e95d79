// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.Reason;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.plan.Change;
import dev.apiaccess.plan.Difference;
import dev.apiaccess.plan.Plan;
import dev.apiaccess.plan.RestApiChange;
import dev.apiaccess.protect.ProtectionStep;
import dev.apiaccess.protect.Standing;
import dev.apiaccess.protect.WantedAuthorizers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

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
        var coming = seen.spared().changes().stream().anyMatch(ProtectionDrift::isPublished)
                ? deployments(seen.spared())
                : List.<Difference>of();
        work.addAll(coming);
        if (isMoved(seen)) {
            var fields = coming.stream().map(Difference::field).toList();
            deployments(seen.whole()).stream()
                    .filter(line -> !fields.contains(line.field()))
                    .forEach(drift::add);
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
        var rollback = seen.steps().rollback();
        if (rollback.isAsked()) {
            // What a rollback brought about is where the stages belong.
            return !rollback.isRefused() && !rollback.left().isEmpty() && isRolledBack(seen);
        }
        return !movedByHand(seen).isEmpty();
    }

    /** Stages that served all of it once, and do not any more, though nobody asked for that. */
    static SortedSet<String> movedByHand(ProtectionSituation.Seen seen) {
        var moved = new TreeSet<>(seen.steps().behind());
        moved.retainAll(seen.judged().spared().wanted().left());
        return moved;
    }

    /** Stages that serve all of it; none while something of it waits or is rolled back. */
    static SortedSet<String> serving(ProtectionSituation.Seen seen) {
        var serving = new TreeSet<String>();
        if (!seen.judged().isWaiting() && !seen.steps().rollback().isAsked()) {
            serving.addAll(seen.judged().whole().wanted().stages());
            serving.retainAll(seen.judged().state().stages().keySet());
            serving.removeAll(seen.steps().behind());
            serving.removeAll(seen.steps().unread());
        }
        return serving;
    }

    /** Methods that had the authorizer and the scopes that are declared once, and do not any more. */
    static List<MethodKey> movedByOthers(ProtectionSituation.Seen seen) {
        var uses = seen.judged().whole().wanted().authorizers().uses();
        return seen.steps().steps().stream()
                .flatMap(step -> step instanceof ProtectionStep.MoveMethod move
                                && seen.judged().wasInForce(move.method())
                                && Optional.ofNullable(uses.get(move.method()))
                                        .filter(use -> !use.corrects())
                                        .isPresent()
                        ? Stream.of(move.method())
                        : Stream.empty())
                .toList();
    }

    /** Whether others changed an authorizer, or methods still have one that they changed. */
    private static boolean isChanged(ProtectionSituation.Seen seen) {
        return seen.judged().standing().authorizers().stream()
                        .anyMatch(one -> one.state() == Standing.AuthorizerStanding.State.CHANGED)
                || seen.judged().whole().wanted().authorizers().uses().values().stream()
                        .anyMatch(WantedAuthorizers.Use::corrects);
    }

    /** Whether the stages served once what they were to go back to: only then is it spared to move them there again. */
    private static boolean isRolledBack(ProtectionSituation.Seen seen) {
        return !seen.judged().spared().wanted().deploys();
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
        if (seen.judged().standing().methods().values().stream().anyMatch(one -> one.phase() == Standing.Phase.OPENED)
                || !movedByOthers(seen).isEmpty()) {
            return Optional.of(Reason.MethodOpened);
        }
        if (isChanged(seen)) {
            return Optional.of(Reason.AuthorizerChanged);
        }
        if (isRewritten(seen)) {
            return Optional.of(Reason.FenceMissing);
        }
        return isMoved(seen) ? Optional.of(Reason.StageMoved) : Optional.empty();
    }
}
