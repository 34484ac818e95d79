// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import dev.apiaccess.iam.Canonical;
import dev.apiaccess.iam.Effect;
import dev.apiaccess.iam.Statement;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.protect.ApiState.Configuration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * How the stages of a protection stand to the deployment that they are to be rolled back to. All of them go there or none does, and none where
 * it would be more open than what it serves: nobody's consent counts here, and nothing counts as declared open.
 *
 * @param to the deployment; empty where nobody asks for a rollback
 * @param refusals why no stage is moved, each with what to do; empty where they may be
 * @param left stages that do not serve it yet
 */
public record Rollback(String to, List<String> refusals, SortedSet<String> left) {

    /** Nobody asks for one. */
    public static final Rollback NONE = new Rollback("", List.of(), new TreeSet<>());

    private static final int MOST_LINES = 3;
    private static final int SHOWN_LENGTH = 40;

    public Rollback {
        refusals = List.copyOf(refusals);
        left = new TreeSet<>(left);
    }

    /** Whether somebody asks for one, so that nothing is deployed. */
    public boolean isAsked() {
        return !to.isEmpty();
    }

    /** Whether somebody asks for one that is not followed. */
    public boolean isRefused() {
        return !refusals.isEmpty();
    }

    /** Whether every stage serves what was asked for. */
    public boolean isDone() {
        return isAsked() && !isRefused() && left.isEmpty();
    }

    /** What comes of the rollback that is wanted. */
    static Rollback of(Wanted wanted, ApiState state) {
        if (wanted.rolledBack().isEmpty()) {
            return NONE;
        }
        var covered = new TreeSet<>(state.stages().keySet());
        covered.retainAll(wanted.stages());
        var left = new TreeSet<>(covered);
        left.removeIf(stage -> wanted.rolledBack().equals(state.stages().get(stage)));
        return new Rollback(shown(wanted.rolledBack()), refusals(wanted, state, covered, left), left);
    }

    private static List<String> refusals(
            Wanted wanted, ApiState state, SortedSet<String> covered, SortedSet<String> left) {
        var target = state.deployments().get(wanted.rolledBack());
        if (target == null || !state.offered().contains(wanted.rolledBack())) {
            return List.of(unknown(wanted.rolledBack(), state));
        }
        var all = new ArrayList<String>();
        var uncovered = new TreeSet<>(state.stages().keySet());
        uncovered.removeAll(covered);
        if (covered.isEmpty()) {
            all.add("none of the stages that the object names is deployed");
        } else if (!uncovered.isEmpty()) {
            all.add("stage " + String.join(", ", uncovered)
                    + " is deployed and not named, and would stay where it is: name it, or \"*\" for all");
        }
        var canaries = new TreeSet<>(state.canaries().keySet());
        canaries.retainAll(left);
        if (!canaries.isEmpty()) {
            all.add("a part of the calls of stage " + String.join(", ", canaries)
                    + " meets a canary: promote or remove the canary");
        }
        for (var stage : left) {
            var served = state.deployments().get(state.stages().getOrDefault(stage, ""));
            var openings = served == null ? List.<String>of() : openings(served, target, stage);
            if (!openings.isEmpty()) {
                all.add("stage " + stage + " would be more open than it is: " + some(openings));
            }
        }
        return all;
    }

    private static String unknown(String asked, ApiState state) {
        var others = state.offered();
        return "no deployment " + shown(asked) + " of this API was made from here with what it has noted: "
                + (others.isEmpty()
                        ? "there is none that can be rolled back to"
                        : "those that can be rolled back to are " + String.join(", ", others));
    }

    private static String shown(String id) {
        return id.length() <= SHOWN_LENGTH ? id : id.substring(0, SHOWN_LENGTH) + "...";
    }

    private static String some(List<String> lines) {
        return String.join("; ", lines.subList(0, Math.min(MOST_LINES, lines.size())))
                + (lines.size() > MOST_LINES ? " and " + (lines.size() - MOST_LINES) + " more" : "");
    }

    /** What the deployment would open in a stage: of statements it does not matter whose they are. */
    private static List<String> openings(Configuration served, Configuration coming, String stage) {
        var all = new ArrayList<String>();
        Openings.between(served.methods(), coming.methods())
                .forEach(opening ->
                        all.add(opening.method().verb() + " " + opening.method().path() + ": " + opening.words()));
        var widening = new PolicyWidening(served, coming, stage);
        var wider = new TreeSet<MethodKey>();
        for (var arrival : Openings.arrivals(served.methods(), coming.methods())) {
            var then = coming.methods().get(arrival.method());
            if (then != null && !wider.contains(arrival.method()) && widening.letsIn(arrival, then)) {
                wider.add(arrival.method());
            }
        }
        if (!wider.isEmpty()) {
            all.addAll(statements(served, coming));
            wider.forEach(key -> all.add(key.verb() + " " + key.path() + ": under " + authorization(coming, key)
                    + " the resource policy would not keep out all whom it keeps out now"));
        }
        return all;
    }

    private static String authorization(Configuration coming, MethodKey key) {
        var then = coming.methods().get(key);
        return then == null ? "" : then.authorization();
    }

    /** Where a policy would let in more, what has changed in it. */
    private static List<String> statements(Configuration served, Configuration coming) {
        var all = new ArrayList<String>();
        served.document().stream()
                .filter(one -> one.effect() == Effect.DENY && !isLike(one, coming.document()))
                .forEach(one -> all.add("resource policy: a Deny would go" + named(one)));
        coming.document().stream()
                .filter(one -> one.effect() == Effect.ALLOW && !isLike(one, served.document()))
                .forEach(one -> all.add("resource policy: an Allow would come" + named(one)));
        if (coming.document().isEmpty() && !served.document().isEmpty()) {
            all.add("resource policy: it would be empty, so that nothing keeps callers out");
        }
        return all;
    }

    private static String named(Statement statement) {
        return statement.sid() == null ? "" : " (" + statement.sid() + ")";
    }

    /** A Sid means nothing, but where the rest was not read in full. */
    private static boolean isLike(Statement one, List<Statement> others) {
        return others.stream()
                .anyMatch(other -> (one.unclear() == null && other.unclear() == null)
                        ? Canonical.sameMeaning(one.withSid(null), other.withSid(null))
                        : Objects.equals(one.unclear(), other.unclear()) && Canonical.sameMeaning(one, other));
    }
}
