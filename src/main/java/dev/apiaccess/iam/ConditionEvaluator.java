// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import java.util.List;

/**
 * Decides whether a condition holds. Values of one key are alternatives for a positive operator, and for a negated one
 * none of them may match. A key that is not in the request fails a positive operator and satisfies a negated one.
 */
final class ConditionEvaluator {

    private final Request request;
    private final Variables variables;

    ConditionEvaluator(Request request, Variables variables) {
        this.request = request;
        this.variables = variables;
    }

    boolean holds(Condition condition) {
        ConditionOperator operator =
                ConditionOperator.parse(condition.operator()).orElseThrow();
        List<String> actual = request.contextValues(condition.key()).orElse(List.of());
        if (operator.test() == ConditionOperator.Test.NULL) {
            String absent = Boolean.toString(holdsNothing(actual));
            return condition.values().stream()
                    .anyMatch(wanted ->
                            ValueTest.test(operator.test(), absent, wanted, variables) == ValueTest.Result.YES);
        }
        return switch (operator.quantifier()) {
            case FOR_ALL_VALUES ->
                holdsNothing(actual) || actual.stream().allMatch(value -> holds(operator, value, condition.values()));
            // Even with IfExists: an absent key has no value that could match.
            case FOR_ANY_VALUE ->
                !holdsNothing(actual) && actual.stream().anyMatch(value -> holds(operator, value, condition.values()));
            case NONE -> {
                if (actual.isEmpty()) {
                    yield operator.ifExists() || operator.negated();
                }
                // An operator for one value says nothing about a key with several.
                yield actual.size() == 1 && holds(operator, actual.getFirst(), condition.values());
            }
        };
    }

    private boolean holds(ConditionOperator operator, String actual, List<String> wanted) {
        boolean matched = false;
        for (String value : wanted) {
            switch (ValueTest.test(operator.test(), actual, value, variables)) {
                case YES -> matched = true;
                case NO -> {}
                case INVALID -> {
                    if (operator.negated()) {
                        return false;
                    }
                }
            }
        }
        return matched != operator.negated();
    }

    /** Set operators and Null treat an empty string as an absent key. */
    private static boolean holdsNothing(List<String> values) {
        return values.isEmpty() || (values.size() == 1 && values.getFirst().isEmpty());
    }
}
