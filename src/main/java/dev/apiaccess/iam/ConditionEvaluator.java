// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import dev.apiaccess.iam.ConditionOperator.Quantifier;
import java.util.List;

/**
 * Decides whether a condition holds. Values of one key are alternatives for a positive operator, and for a negated one
 * none of them may match. A key that is not in the request fails a positive operator and satisfies a negated one; one that is not known
 * leaves it open.
 */
final class ConditionEvaluator {

    private static final Formula MALFORMED = Formula.open(
            new Missing.Undocumented("what a negated operator says of a value in the policy that is not of its type"));
    private static final Formula SEVERAL =
            Formula.open(new Missing.Undocumented("what a negated operator for one value says of a key with several"));
    private static final Formula NO_VALUE = Formula.open(new Missing.Undocumented(
            "what a negated operator with several values says when a variable in one of them has no value"));

    private final Condition condition;
    private final ConditionOperator operator;
    private final boolean variables;
    private final Formula open;

    /** @param variables whether {@code ${...}} is a variable in this document */
    ConditionEvaluator(Condition condition, boolean variables) {
        this.condition = condition;
        this.operator = ConditionOperator.parse(condition.operator()).orElseThrow();
        this.variables = variables
                && operator.takesVariables()
                && condition.values().stream().anyMatch(value -> value.contains("${"));
        this.open = Formula.open(new Missing.Key(condition.key(), condition));
    }

    Formula holds(Request request) {
        if (request.isOpen(condition.key())) {
            return open;
        }
        List<String> actual = request.contextValues(condition.key()).orElse(List.of());
        if (operator.test() == ConditionOperator.Test.NULL) {
            return isNull(request, actual);
        }
        return switch (operator.quantifier()) {
            case FOR_ALL_VALUES -> holdsNothing(actual) ? Formula.Known.TRUE : all(request, actual);
            // Even with IfExists: an absent key has no value that could match.
            case FOR_ANY_VALUE -> holdsNothing(actual) ? Formula.Known.FALSE : any(request, actual);
            case NONE -> {
                if (actual.isEmpty()) {
                    yield Formula.of(operator.ifExists() || operator.negated());
                }
                if (actual.size() == 1) {
                    yield holds(request, actual.getFirst());
                }
                // An operator for one value says nothing about a key with several.
                yield operator.negated() ? SEVERAL : Formula.Known.FALSE;
            }
        };
    }

    private Formula all(Request request, List<String> actual) {
        var result = Formula.Known.TRUE;
        for (var value : actual) {
            result = result.and(holds(request, value));
        }
        return result;
    }

    private Formula any(Request request, List<String> actual) {
        var result = Formula.Known.FALSE;
        for (var value : actual) {
            result = result.or(holds(request, value));
        }
        return result;
    }

    /** With a set prefix it is asked of each value, so that no value at all satisfies ForAllValues and fails ForAnyValue. */
    private Formula isNull(Request request, List<String> actual) {
        var nothing = holdsNothing(actual);
        if (nothing && operator.quantifier() != Quantifier.NONE) {
            return Formula.of(operator.quantifier() == Quantifier.FOR_ALL_VALUES);
        }
        return matchesAny(request, Boolean.toString(nothing));
    }

    private Formula holds(Request request, String actual) {
        return operator.negated() ? matchesNone(request, actual) : matchesAny(request, actual);
    }

    private Formula matchesAny(Request request, String actual) {
        var result = Formula.Known.FALSE;
        for (var written : condition.values()) {
            var unknown = unknown(request, written);
            if (!unknown.fails()) {
                result = result.or(unknown);
            } else if (test(request, actual, written) == ValueTest.Result.YES) {
                return Formula.Known.TRUE;
            }
        }
        return result;
    }

    private Formula matchesNone(Request request, String actual) {
        var result = Formula.Known.TRUE;
        for (var written : condition.values()) {
            var unknown = unknown(request, written);
            if (!unknown.fails()) {
                result = result.and(unknown.not());
                continue;
            }
            result = switch (test(request, actual, written)) {
                case YES, INVALID -> Formula.Known.FALSE;
                case NO -> result;
                case MALFORMED -> result.and(MALFORMED);
                // A variable without a value equals nothing. Source: IAM user guide, policy variables with no value.
                case NO_VALUE -> condition.values().size() == 1 ? result : result.and(NO_VALUE);
            };
            if (result.fails()) {
                return result;
            }
        }
        return result;
    }

    private Formula unknown(Request request, String written) {
        return variables ? StatementMatcher.openVariables(written, request) : Formula.Known.FALSE;
    }

    private ValueTest.Result test(Request request, String actual, String written) {
        return ValueTest.test(operator.test(), actual, written, variables ? Variables.of(request) : Variables.NONE);
    }

    /** Set operators and Null treat an empty string as an absent key. */
    private static boolean holdsNothing(List<String> values) {
        return values.isEmpty() || (values.size() == 1 && values.getFirst().isEmpty());
    }
}
