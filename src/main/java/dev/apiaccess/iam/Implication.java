// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Whether one condition follows from another, as far as their texts tell: an address of a part of a network is one of the network. */
public final class Implication {

    private Implication() {}

    /** Whether {@code other} holds of every request of which {@code one} does; false where that is not known. */
    public static boolean follows(Condition one, Condition other) {
        if (!one.key().equalsIgnoreCase(other.key())) {
            return false;
        }
        var operator = ConditionOperator.parse(one.operator()).orElseThrow();
        if (!operator.equals(ConditionOperator.parse(other.operator()).orElseThrow())) {
            return false;
        }
        // The more values an operator has, the more requests meet it; the fewer meet its negation.
        return operator.negated()
                ? covered(operator.test(), other.values(), one.values())
                : covered(operator.test(), one.values(), other.values());
    }

    /** Whether no request meets both conditions; false where that is not known. */
    public static boolean excludes(Condition one, Condition other) {
        if (!one.key().equalsIgnoreCase(other.key())) {
            return false;
        }
        var operator = ConditionOperator.parse(one.operator()).orElseThrow();
        var isPlain = !operator.negated()
                && !operator.ifExists()
                && operator.quantifier() == ConditionOperator.Quantifier.NONE
                && operator.equals(ConditionOperator.parse(other.operator()).orElseThrow());
        return isPlain
                && one.values().stream()
                        .allMatch(value ->
                                other.values().stream().allMatch(their -> areApart(operator.test(), value, their)));
    }

    /** Of networks one holds the other, or they have nothing in common. */
    private static boolean areApart(ConditionOperator.Test test, String value, String other) {
        return switch (test) {
            case IP_ADDRESS ->
                IpRange.parse(value).isPresent()
                        && IpRange.parse(other).isPresent()
                        && !covers(test, value, other)
                        && !covers(test, other, value);
            case STRING_EQUALS -> !value.equals(other) && !value.contains("${") && !other.contains("${");
            default -> false;
        };
    }

    private static boolean covered(ConditionOperator.Test test, List<String> values, List<String> by) {
        return values.stream().allMatch(value -> by.stream().anyMatch(wide -> covers(test, wide, value)));
    }

    /** Whether all that one value of a policy meets is met by another. */
    private static boolean covers(ConditionOperator.Test test, String wide, String value) {
        if (wide.equals(value)) {
            return true;
        }
        if (wide.contains("${") || value.contains("${")) {
            return false;
        }
        return switch (test) {
            case IP_ADDRESS ->
                IpRange.parse(wide)
                        .flatMap(network -> IpRange.parse(value).map(network::covers))
                        .orElse(false);
            // A star of the narrow one is text to the wide one, and only its star meets a star.
            case STRING_LIKE -> !wide.contains("?") && Glob.of(wide).matches(value);
            case DATE_LESS_THAN, DATE_LESS_THAN_EQUALS -> order(instant(value), instant(wide)) <= 0;
            case DATE_GREATER_THAN, DATE_GREATER_THAN_EQUALS -> order(instant(wide), instant(value)) <= 0;
            case NUMERIC_LESS_THAN, NUMERIC_LESS_THAN_EQUALS -> order(number(value), number(wide)) <= 0;
            case NUMERIC_GREATER_THAN, NUMERIC_GREATER_THAN_EQUALS -> order(number(wide), number(value)) <= 0;
            case STRING_EQUALS,
                    STRING_EQUALS_IGNORE_CASE,
                    NUMERIC_EQUALS,
                    DATE_EQUALS,
                    BOOL,
                    BINARY_EQUALS,
                    ARN_LIKE,
                    NULL -> false;
        };
    }

    /** More than zero where one of them is none. */
    private static <T extends Comparable<T>> int order(Optional<T> one, Optional<T> other) {
        return one.isPresent() && other.isPresent() ? one.get().compareTo(other.get()) : 1;
    }

    private static Optional<Instant> instant(String text) {
        return ValueTest.instant(text);
    }

    private static Optional<BigDecimal> number(String text) {
        return text.matches("[+-]?\\d{1,30}(\\.\\d{1,30})?") ? Optional.of(new BigDecimal(text)) : Optional.empty();
    }
}
