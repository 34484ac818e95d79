// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import dev.apiaccess.iam.Condition;
import dev.apiaccess.iam.Effect;
import dev.apiaccess.iam.Statement;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.protect.Standing.Hold;
import dev.apiaccess.protect.Standing.MethodStanding;
import dev.apiaccess.protect.Standing.Phase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says what would become of the rules and fences that are only verified: they are judged as if they were made, and nothing is. */
final class Trials {

    private static final int MOST_METHODS = 5;
    private static final int MOST_VALUES = 2;
    private static final String NOTHING = "nothing would change";

    private final Declared declared;
    private final ApiState state;
    private final SortedMap<MethodKey, MethodStanding> tried;

    /** @param tried the methods that such rules decide, as they would stand */
    Trials(Declared declared, ApiState state, SortedMap<MethodKey, MethodStanding> tried) {
        this.declared = declared;
        this.state = state;
        this.tried = tried;
    }

    /**
     * Of each rule and fence, in order.
     *
     * @param all fences as if all were made; asked for only where one is not
     * @param made those that are
     */
    List<Trial> of(Supplier<FenceStandings> all, FenceStandings made) {
        var trials = new ArrayList<Trial>();
        declared.rules().stream()
                .filter(Declared.RuleWish::isOnlyVerified)
                .map(wish -> wish.rule().name())
                .forEach(rule -> trials.add(new Trial(rule, false, rule(rule))));
        var fences = declared.fences().stream().filter(Fence::isOnlyVerified).toList();
        if (!fences.isEmpty()) {
            var then = all.get();
            fences.forEach(fence -> trials.add(new Trial(fence.name(), true, fence(fence.name(), then, made))));
        }
        return List.copyOf(trials);
    }

    private String rule(String rule) {
        var changing = new ArrayList<String>();
        var met = new LinkedHashMap<Hold, List<String>>();
        var messages = new LinkedHashMap<Hold, String>();
        var isFollowed = false;
        for (var one : tried.entrySet()) {
            var standing = one.getValue();
            if (!standing.rule().equals(rule)) {
                continue;
            }
            isFollowed = true;
            if (standing.phase() != Phase.IN_FORCE && standing.phase() != Phase.REFUSED) {
                changing.add(text(one.getKey()));
            }
            if (standing.hold() != Hold.NONE) {
                met.computeIfAbsent(standing.hold(), _ -> new ArrayList<>()).add(text(one.getKey()));
                messages.putIfAbsent(standing.hold(), words(standing));
            }
        }
        if (!isFollowed) {
            return NOTHING + ": no method of the API is decided by it, compare its methods and paths";
        }
        return message(
                changing.isEmpty() ? "" : "would change " + some(changing, MOST_METHODS),
                met.entrySet().stream()
                        .map(one -> some(one.getValue(), MOST_METHODS) + ": " + messages.get(one.getKey()))
                        .toList());
    }

    private static String words(MethodStanding standing) {
        return standing.hold() == Hold.UNCONFIRMED
                ? "served to callers that do not sign, which would have to be confirmed"
                : standing.message();
    }

    private String fence(String fence, FenceStandings all, FenceStandings made) {
        var statements = all.statements().stream()
                .filter(one -> FenceSids.isOf(one, fence))
                .map(Trials::text)
                .toList();
        var beside = all.statements().stream()
                .filter(one -> FenceSids.isOf(one, FenceSids.BESIDE)
                        && !made.statements().contains(one))
                .map(Trials::text)
                .toList();
        var problems = Stream.concat(
                        all.problems().stream()
                                .filter(one -> one.fence().equals(fence))
                                .map(FenceProblem::message),
                        all.notes().stream()
                                .filter(note -> note.part().equals(fence))
                                .map(Standing.Note::message))
                .toList();
        return message(
                statements.isEmpty()
                        ? ""
                        : "would write " + String.join(" and ", statements)
                                + (beside.isEmpty() ? "" : ", beside it " + String.join(" and ", beside)),
                problems);
    }

    private static String message(String made, List<String> met) {
        return (made.isEmpty() ? NOTHING : made) + (met.isEmpty() ? "" : "; would meet: " + String.join("; ", met));
    }

    /** With what it asks for now, or what a stage still asks. */
    private String text(MethodKey method) {
        var now = state.present().methods().get(method);
        return method.verb() + " " + method.path()
                + (now == null
                        ? " (in stages alone)"
                        : " (" + now.authorization() + (now.keyRequired() ? " with key" : "") + ")");
    }

    private static String text(Statement statement) {
        var resources = statement.resources();
        var paths = resources == null
                ? List.<String>of()
                : resources.patterns().stream()
                        .map(arn -> arn.substring(arn.indexOf('/') + 1))
                        .toList();
        return (statement.effect() == Effect.DENY ? "a Deny of " : "an Allow of ")
                + some(paths, MOST_VALUES)
                + statement.conditions().stream()
                        .map(Trials::text)
                        .collect(Collectors.joining(
                                " and ", statement.conditions().isEmpty() ? "" : " if ", ""));
    }

    private static String text(Condition condition) {
        return condition.key() + " " + condition.operator() + " " + some(condition.values(), MOST_VALUES);
    }

    private static String some(List<String> all, int most) {
        return all.stream().limit(most).collect(Collectors.joining(", "))
                + (all.size() > most ? " and " + (all.size() - most) + " more" : "");
    }
}
