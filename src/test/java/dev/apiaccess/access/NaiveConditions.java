// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import com.fasterxml.jackson.databind.JsonNode;
import dev.apiaccess.access.NaiveAccess.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether the Condition element of a statement holds for the keys of a call. */
final class NaiveConditions {

    private enum Each {
        PLAIN,
        FOR_ALL_VALUES,
        FOR_ANY_VALUE
    }

    /**
     * An operator.
     *
     * @param name in lower case, without what stands before and behind it
     */
    private record Operator(Each each, String name, boolean ifExists) {

        static Operator parse(String written) {
            String name = written.toLowerCase(Locale.ROOT);
            Each each = Each.PLAIN;
            if (name.startsWith("forallvalues:")) {
                each = Each.FOR_ALL_VALUES;
            } else if (name.startsWith("foranyvalue:")) {
                each = Each.FOR_ANY_VALUE;
            }
            name = name.substring(name.indexOf(':') + 1);
            boolean ifExists = name.endsWith("ifexists");
            return new Operator(
                    each, ifExists ? name.substring(0, name.length() - "ifexists".length()) : name, ifExists);
        }

        boolean negated() {
            return name.contains("not");
        }

        boolean ofArns() {
            return name.startsWith("arn");
        }

        boolean takesVariables() {
            return ofArns() || name.startsWith("string") || name.equals("bool");
        }

        boolean takesWildcards() {
            return ofArns() || name.endsWith("like");
        }
    }

    private final NaiveKeys keys;

    NaiveConditions(NaiveKeys keys) {
        this.keys = keys;
    }

    Value hold(@Nullable JsonNode condition, boolean variables) {
        Value all = Value.YES;
        if (condition == null) {
            return all;
        }
        for (Map.Entry<String, JsonNode> block : condition.properties()) {
            if (block.getValue().isEmpty()) {
                all = all.and(Value.UNKNOWN);
                continue;
            }
            Operator operator = Operator.parse(block.getKey());
            for (Map.Entry<String, JsonNode> key : block.getValue().properties()) {
                all = all.and(holds(operator, key.getKey(), key.getValue(), variables));
            }
        }
        return all;
    }

    private Value holds(Operator operator, String key, JsonNode written, boolean variables) {
        List<String> given = keys.values(key);
        List<NaiveText> wanted = new ArrayList<>();
        for (JsonNode value : NaivePolicies.each(written)) {
            if (value.isNull()) {
                return Value.UNKNOWN;
            }
            wanted.add(NaiveText.fill(
                    value.asText(), variables && operator.takesVariables(), operator.takesWildcards(), keys));
        }
        if (given == null) {
            return Value.UNKNOWN;
        }
        boolean nothing = given.stream().allMatch(String::isEmpty);
        if (nothing && operator.each() == Each.FOR_ALL_VALUES) {
            return Value.YES;
        }
        if (nothing && operator.each() == Each.FOR_ANY_VALUE) {
            return Value.NO;
        }
        if (operator.name().equals("null")) {
            return Value.of(wanted.stream().anyMatch(value -> value.text().equalsIgnoreCase(String.valueOf(nothing))));
        }
        if (given.isEmpty()) {
            return Value.of(operator.ifExists() || operator.negated());
        }
        return switch (operator.each()) {
            case PLAIN ->
                given.size() > 1
                        ? (operator.negated() ? Value.UNKNOWN : Value.NO)
                        : meets(operator, wanted, given.getFirst());
            case FOR_ALL_VALUES -> {
                Value all = Value.YES;
                for (String one : given) {
                    all = all.and(meets(operator, wanted, one));
                }
                yield all;
            }
            case FOR_ANY_VALUE -> {
                Value any = Value.NO;
                for (String one : given) {
                    any = any.or(meets(operator, wanted, one));
                }
                yield any;
            }
        };
    }

    /**
     * What AWS does not say: a value to be unlike to that is not of the operator's type, and one value of several to be unlike to that has
     * none.
     */
    private static boolean unsettled(Operator operator, NaiveText value, boolean several) {
        if (!operator.negated()) {
            return false;
        }
        return value.state() == NaiveText.State.FILLED
                ? !NaiveComparison.isOfType(operator.name(), value.text())
                : value.state() == NaiveText.State.WITHOUT_VALUE && several;
    }

    /** Values are alternatives; none of them may be met under a negated operator. */
    private static Value meets(Operator operator, List<NaiveText> wanted, String given) {
        Value any = Value.NO;
        Value none = Value.YES;
        for (NaiveText value : wanted) {
            NaiveComparison.Result result = switch (value.state()) {
                case FILLED -> NaiveComparison.compare(operator.name(), value.text(), given);
                case WITHOUT_VALUE -> NaiveComparison.withoutValue(operator.name(), given);
                case NOT_KNOWN -> NaiveComparison.Result.NOT_KNOWN;
            };
            if (NaiveComparison.isComparable(operator.name(), given) && unsettled(operator, value, wanted.size() > 1)) {
                result = NaiveComparison.Result.NOT_KNOWN;
            }
            any = any.or(
                    switch (result) {
                        case MET -> Value.YES;
                        case NOT_MET, NOT_COMPARABLE -> Value.NO;
                        case NOT_KNOWN -> Value.UNKNOWN;
                    });
            none = none.and(
                    switch (result) {
                        case NOT_MET -> Value.YES;
                        case MET, NOT_COMPARABLE -> Value.NO;
                        case NOT_KNOWN -> Value.UNKNOWN;
                    });
        }
        return operator.negated() ? none : any;
    }
}
