// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A condition operator taken apart: set prefix, comparison, negation, {@code IfExists}. */
record ConditionOperator(Quantifier quantifier, String baseName, Test test, boolean negated, boolean ifExists) {

    enum Quantifier {
        NONE(""),
        FOR_ALL_VALUES("ForAllValues:"),
        FOR_ANY_VALUE("ForAnyValue:");

        private final String prefix;

        Quantifier(String prefix) {
            this.prefix = prefix;
        }
    }

    /** The comparison of one request value with one policy value, before negation. */
    enum Test {
        STRING_EQUALS,
        STRING_EQUALS_IGNORE_CASE,
        STRING_LIKE,
        NUMERIC_EQUALS,
        NUMERIC_LESS_THAN,
        NUMERIC_LESS_THAN_EQUALS,
        NUMERIC_GREATER_THAN,
        NUMERIC_GREATER_THAN_EQUALS,
        DATE_EQUALS,
        DATE_LESS_THAN,
        DATE_LESS_THAN_EQUALS,
        DATE_GREATER_THAN,
        DATE_GREATER_THAN_EQUALS,
        BOOL,
        BINARY_EQUALS,
        IP_ADDRESS,
        ARN_LIKE,
        NULL
    }

    private record Base(String name, Test test, boolean negated) {}

    private static final Map<String, Base> BASES = bases();

    private static final String IF_EXISTS = "IfExists";

    static Optional<ConditionOperator> parse(String text) {
        Quantifier quantifier = Quantifier.NONE;
        String rest = text;
        for (Quantifier candidate : Quantifier.values()) {
            if (!candidate.prefix.isEmpty()
                    && rest.regionMatches(true, 0, candidate.prefix, 0, candidate.prefix.length())) {
                quantifier = candidate;
                rest = rest.substring(candidate.prefix.length());
                break;
            }
        }
        int suffixAt = rest.length() - IF_EXISTS.length();
        boolean ifExists = suffixAt > 0 && rest.regionMatches(true, suffixAt, IF_EXISTS, 0, IF_EXISTS.length());
        Base base = BASES.get((ifExists ? rest.substring(0, suffixAt) : rest).toLowerCase(Locale.ROOT));
        // Null asks for existence itself, so the suffix has no meaning on it.
        if (base == null || (base.test() == Test.NULL && ifExists)) {
            return Optional.empty();
        }
        return Optional.of(new ConditionOperator(quantifier, base.name(), base.test(), base.negated(), ifExists));
    }

    /** Whether values may hold policy variables; elsewhere they are plain text. Source: IAM user guide, condition operators. */
    boolean takesVariables() {
        return switch (test) {
            case STRING_EQUALS, STRING_EQUALS_IGNORE_CASE, STRING_LIKE, ARN_LIKE, BOOL, NULL -> true;
            case NUMERIC_EQUALS,
                    NUMERIC_LESS_THAN,
                    NUMERIC_LESS_THAN_EQUALS,
                    NUMERIC_GREATER_THAN,
                    NUMERIC_GREATER_THAN_EQUALS,
                    DATE_EQUALS,
                    DATE_LESS_THAN,
                    DATE_LESS_THAN_EQUALS,
                    DATE_GREATER_THAN,
                    DATE_GREATER_THAN_EQUALS,
                    BINARY_EQUALS,
                    IP_ADDRESS -> false;
        };
    }

    /** The operator in AWS's spelling. */
    String spelling() {
        return quantifier.prefix + baseName + (ifExists ? IF_EXISTS : "");
    }

    private static Map<String, Base> bases() {
        Map<String, Base> result = new TreeMap<>();
        both(result, "StringEquals", "StringNotEquals", Test.STRING_EQUALS);
        both(result, "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", Test.STRING_EQUALS_IGNORE_CASE);
        both(result, "StringLike", "StringNotLike", Test.STRING_LIKE);
        both(result, "NumericEquals", "NumericNotEquals", Test.NUMERIC_EQUALS);
        one(result, "NumericLessThan", Test.NUMERIC_LESS_THAN);
        one(result, "NumericLessThanEquals", Test.NUMERIC_LESS_THAN_EQUALS);
        one(result, "NumericGreaterThan", Test.NUMERIC_GREATER_THAN);
        one(result, "NumericGreaterThanEquals", Test.NUMERIC_GREATER_THAN_EQUALS);
        both(result, "DateEquals", "DateNotEquals", Test.DATE_EQUALS);
        one(result, "DateLessThan", Test.DATE_LESS_THAN);
        one(result, "DateLessThanEquals", Test.DATE_LESS_THAN_EQUALS);
        one(result, "DateGreaterThan", Test.DATE_GREATER_THAN);
        one(result, "DateGreaterThanEquals", Test.DATE_GREATER_THAN_EQUALS);
        one(result, "Bool", Test.BOOL);
        one(result, "BinaryEquals", Test.BINARY_EQUALS);
        both(result, "IpAddress", "NotIpAddress", Test.IP_ADDRESS);
        // AWS gives the Equals and the Like form of the ARN operators one meaning.
        both(result, "ArnEquals", "ArnNotEquals", Test.ARN_LIKE);
        both(result, "ArnLike", "ArnNotLike", Test.ARN_LIKE);
        one(result, "Null", Test.NULL);
        return result;
    }

    private static void both(Map<String, Base> bases, String positive, String negative, Test test) {
        one(bases, positive, test);
        bases.put(negative.toLowerCase(Locale.ROOT), new Base(negative, test, true));
    }

    private static void one(Map<String, Base> bases, String name, Test test) {
        bases.put(name.toLowerCase(Locale.ROOT), new Base(name, test, false));
    }
}
