// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import dev.apiaccess.iam.Formula;
import dev.apiaccess.iam.Implication;
import dev.apiaccess.iam.Missing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Compares what has to hold for a yes before and after: each way in which the conditions can turn out is tried, but for those in which one
 * holds and another that follows from it does not.
 */
final class Openness {

    /** With more conditions than this there are too many ways to try. */
    private static final int MOST_CONDITIONS = 12;

    private Openness() {}

    /**
     * What becomes of the calls that are answered; empty where the same are.
     *
     * @param silent what may have changed though both sides say that it is missing
     */
    static Optional<Direction> compare(Formula before, Formula after, Predicate<Missing> silent) {
        if (!Words.dependsOnTheCall(before) || !Words.dependsOnTheCall(after)) {
            return before.equals(after) && before.missing().noneMatch(silent)
                    ? Optional.empty()
                    : Optional.of(Direction.UNCLEAR);
        }
        if (before.equals(after)) {
            return Optional.empty();
        }
        var conditions =
                Stream.concat(before.missing(), after.missing()).distinct().toList();
        if (conditions.size() > MOST_CONDITIONS) {
            return Optional.of(Direction.UNCLEAR);
        }
        var gained = false;
        var lost = false;
        for (var way = 0; way < 1 << conditions.size(); way++) {
            var holds = way(conditions, way);
            if (isPossible(conditions, holds)) {
                var was = eval(before, holds);
                var is = eval(after, holds);
                gained |= is && !was;
                lost |= was && !is;
            }
        }
        return gained || lost
                ? Optional.of(gained ? lost ? Direction.UNCLEAR : Direction.WIDER : Direction.NARROWER)
                : Optional.empty();
    }

    private static Map<Missing, Boolean> way(List<Missing> conditions, int way) {
        var holds = new HashMap<Missing, Boolean>();
        for (var index = 0; index < conditions.size(); index++) {
            holds.put(conditions.get(index), (way >> index & 1) == 1);
        }
        return holds;
    }

    private static boolean isPossible(List<Missing> conditions, Map<Missing, Boolean> holds) {
        var not = new ArrayList<>(conditions);
        not.removeIf(one -> is(holds, one));
        return conditions.stream()
                .filter(one -> is(holds, one))
                .noneMatch(one -> not.stream().anyMatch(other -> follows(one, other)));
    }

    private static boolean follows(Missing one, Missing other) {
        return one instanceof Missing.Key(var _, var condition)
                && other instanceof Missing.Key(var _, var implied)
                && condition != null
                && implied != null
                && Implication.follows(condition, implied);
    }

    private static boolean eval(Formula formula, Map<Missing, Boolean> holds) {
        return switch (formula) {
            case Formula.Known(var value) -> value;
            case Formula.Open(var missing) -> is(holds, missing);
            case Formula.Not(var part) -> !eval(part, holds);
            case Formula.All(var parts) -> parts.stream().allMatch(part -> eval(part, holds));
            case Formula.Any(var parts) -> parts.stream().anyMatch(part -> eval(part, holds));
        };
    }

    private static boolean is(Map<Missing, Boolean> holds, Missing missing) {
        return Boolean.TRUE.equals(holds.get(missing));
    }
}
