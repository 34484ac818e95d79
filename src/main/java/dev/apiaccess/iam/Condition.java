// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import java.util.List;

/**
 * One line of a {@code Condition} block: operator (with its prefix and suffix, as {@code ForAnyValue:StringLikeIfExists}),
 * context key and values. Spelling is kept as written; operators and keys are compared without letter case.
 */
public record Condition(String operator, String key, List<String> values) {

    public Condition {
        values = List.copyOf(values);
        if (ConditionOperator.parse(operator).isEmpty()) {
            throw new IllegalArgumentException("unknown condition operator: " + operator);
        }
        if (key.isBlank()) {
            throw new IllegalArgumentException("a condition needs a key");
        }
    }

    public static Condition of(String operator, String key, String... values) {
        return new Condition(operator, key, List.of(values));
    }
}
