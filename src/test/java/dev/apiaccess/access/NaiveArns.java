// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import com.fasterxml.jackson.databind.JsonNode;
import dev.apiaccess.access.NaiveAccess.Value;
import dev.apiaccess.access.NaivePolicies.Kind;
import java.util.List;
import java.util.Locale;

/** Whether the Resource or NotResource element of a statement takes in the called method. */
final class NaiveArns {

    static final String API = "abc123def4";

    private static final String REGION = "eu-west-1";
    private static final String THIS_API = "arn:aws:execute-api:" + REGION + ":" + NaiveCaller.API_ACCOUNT + ":" + API;
    private static final String SHORT_FORM = "execute-api:/";
    private static final int PARTS = 6;

    private final NaiveKeys keys;
    private final List<String> readings;

    /**
     * The method that is called.
     *
     * @param readings the last part of its ARN, in every way in which AWS may read it; at least one
     */
    NaiveArns(NaiveKeys keys, List<String> readings) {
        this.keys = keys;
        this.readings = readings;
    }

    /** Where the readings of the path do not all give the same, it is not known. */
    Value matches(JsonNode statement, Kind kind, boolean variables) {
        Value value = matches(statement, kind, variables, readings.getFirst());
        for (String other : readings.subList(1, readings.size())) {
            if (matches(statement, kind, variables, other) != value) {
                return Value.UNKNOWN;
            }
        }
        return value;
    }

    private Value matches(JsonNode statement, Kind kind, boolean variables, String method) {
        JsonNode element = NaivePolicies.element(statement, "Resource");
        boolean inverted = !statement.has("Resource");
        Value covered = Value.NO;
        boolean withoutValue = false;
        boolean unsettled = false;
        boolean clear = true;
        boolean odd = false;
        for (JsonNode entry : NaivePolicies.each(element)) {
            if (entry.isNull()) {
                clear = false;
                continue;
            }
            String[] parts = parts(entry.asText(), kind);
            boolean noArn = !parts[0].equals("arn") || (parts.length > 2 && parts[2].matches(".*[*?].*"));
            odd = odd || (inverted && noArn && !isStar(parts));
            unsettled = unsettled || (inverted && parts.length < PARTS && !isStar(parts));
            NaiveText last = parts.length < PARTS
                    ? new NaiveText(NaiveText.State.FILLED, NaiveText.pattern("*"))
                    : NaiveText.fill(parts[PARTS - 1], variables, true, keys);
            Value one = Value.of(isStar(parts) || (longEnough(parts, kind) && firstFive(parts)));
            covered = covered.or(
                    switch (last.state()) {
                        case FILLED -> one.and(Value.of(NaiveText.covers(last.text(), method)));
                        case WITHOUT_VALUE -> Value.NO;
                        // An entry that turns out to have no value leaves a NotResource open, wherever it points.
                        case NOT_KNOWN -> inverted ? Value.UNKNOWN : one.and(Value.UNKNOWN);
                    });
            withoutValue = withoutValue || last.state() == NaiveText.State.WITHOUT_VALUE;
        }
        if (unsettled || (!clear && !inverted)) {
            return Value.UNKNOWN;
        }
        if (inverted) {
            Value left = withoutValue || odd ? covered.or(Value.UNKNOWN) : covered;
            return clear ? left.not() : left.not().and(Value.UNKNOWN);
        }
        return covered;
    }

    /** The parts of an ARN, the last of which keeps its colons. A resource policy may leave out the API that it belongs to. */
    private static String[] parts(String written, Kind kind) {
        String text = kind == Kind.RESOURCE && written.startsWith(SHORT_FORM)
                ? THIS_API + "/" + written.substring(SHORT_FORM.length())
                : written;
        return text.split(":", PARTS);
    }

    private static boolean isStar(String[] parts) {
        return parts.length == 1 && parts[0].equals("*");
    }

    /** What a short ARN means depends on whose policy it is in; where it means something, what is missing is anything. */
    private static boolean longEnough(String[] parts, Kind kind) {
        if (parts.length == PARTS) {
            return true;
        }
        String whole = String.join(":", parts);
        return switch (kind) {
            case IDENTITY -> true;
            case SCP -> whole.endsWith("*");
            case RESOURCE, ENDPOINT -> whole.contains("*") || whole.contains("?");
        };
    }

    private static boolean firstFive(String[] parts) {
        return parts[0].equals("arn")
                && covers(parts, 1, "aws")
                && (parts.length < 3 || parts[2].equalsIgnoreCase("execute-api"))
                && covers(parts, 3, REGION)
                && covers(parts, 4, NaiveCaller.API_ACCOUNT);
    }

    private static boolean covers(String[] parts, int number, String text) {
        return number >= parts.length
                || NaiveText.covers(NaiveText.pattern(parts[number].toLowerCase(Locale.ROOT)), text);
    }
}
