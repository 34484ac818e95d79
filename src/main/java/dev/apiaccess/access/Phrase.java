// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import dev.apiaccess.iam.Condition;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** A condition in words. */
final class Phrase {

    private static final String IF_EXISTS = "ifexists";
    private static final String TAG = "aws:principaltag/";
    private static final Pattern MIDNIGHT = Pattern.compile("T00:00(:00)?Z$");

    /** Keys that have words of their own for "it is one of". */
    private static final Map<String, String> OWN = Map.of(
            "aws:sourceip", "from ",
            "aws:vpcsourceip", "from ",
            "aws:sourcevpc", "from VPC ",
            "aws:sourcevpce", "through VPC endpoint ",
            "aws:principalorgid", "by a caller of organization ",
            "aws:useragent", "by user agent ");

    private static final Map<String, String> ORDER = Map.of(
            "lessthan", "less than ",
            "lessthanequals", "at most ",
            "greaterthan", "more than ",
            "greaterthanequals", "at least ");

    /** What is left when the other is taken away. */
    private static final Map<String, String> OPPOSITE = Map.of(
            "lessthan", "greaterthanequals",
            "lessthanequals", "greaterthan",
            "greaterthan", "lessthanequals",
            "greaterthanequals", "lessthan");

    private final Condition condition;
    private final String key;
    private final String set;
    private final String base;
    private final boolean negated;
    private final boolean ifExists;

    Phrase(Condition condition) {
        this.condition = condition;
        this.key = condition.key().toLowerCase(Locale.ROOT);
        var operator = condition.operator().toLowerCase(Locale.ROOT);
        var colon = operator.indexOf(':');
        this.set = colon < 0 ? "" : operator.substring(0, colon);
        var rest = operator.substring(colon + 1);
        this.ifExists = rest.endsWith(IF_EXISTS);
        var bare = ifExists ? rest.substring(0, rest.length() - IF_EXISTS.length()) : rest;
        this.negated = bare.contains("not");
        this.base = bare.replace("not", "");
    }

    /** @param holds whether the words are for where the condition holds, or for where it does not */
    String text(boolean holds) {
        if (base.equals("null")) {
            var absent = Boolean.parseBoolean(condition.values().getFirst()) == holds;
            return "where " + condition.key() + (absent ? " is absent" : " is given");
        }
        var positive = holds != negated;
        var plain = set.isEmpty() && !ifExists;
        if (plain && isTime()) {
            return time(positive);
        }
        if (plain && base.equals("bool") && key.equals("aws:multifactorauthpresent")) {
            return Boolean.parseBoolean(condition.values().getFirst()) == positive ? "with MFA" : "without MFA";
        }
        if (plain && OWN.containsKey(key) && !base.startsWith("numeric")) {
            return (positive ? "" : "not ") + OWN.get(key) + values();
        }
        if (plain && key.startsWith(TAG)) {
            return "by a caller whose tag " + condition.key().substring(TAG.length()) + (positive ? " is " : " is not ")
                    + values();
        }
        return general(positive);
    }

    private boolean isTime() {
        return base.startsWith("date") && (key.equals("aws:currenttime") || key.equals("aws:epochtime"));
    }

    private String time(boolean positive) {
        var order = base.substring("date".length());
        var at = values();
        return switch (positive ? order : OPPOSITE.getOrDefault(order, order)) {
            case "lessthan" -> "before " + at;
            case "lessthanequals" -> "until " + at;
            case "greaterthan" -> "after " + at;
            case "greaterthanequals" -> "from " + at + " on";
            default -> (positive ? "at " : "not at ") + at;
        };
    }

    private String general(boolean positive) {
        var subject = switch (set) {
            case "forallvalues" -> "where every value of " + condition.key();
            case "foranyvalue" -> "where a value of " + condition.key();
            default -> "where " + condition.key();
        };
        return subject + (ifExists ? ", if given," : "") + " is " + comparison(positive);
    }

    private String comparison(boolean positive) {
        var order = base.replaceFirst("^(numeric|date)", "");
        if (ORDER.containsKey(order)) {
            return ORDER.get(positive ? order : OPPOSITE.getOrDefault(order, order)) + values();
        }
        var not = positive ? "" : "not ";
        return not + (base.endsWith("like") ? "like " : base.equals("ipaddress") ? "in " : "") + values();
    }

    private String values() {
        List<String> texts = condition.values().stream()
                .map(value -> MIDNIGHT.matcher(value).replaceFirst(""))
                .toList();
        if (texts.isEmpty()) {
            return "one of no values";
        }
        return texts.size() == 1
                ? texts.getFirst()
                : String.join(", ", texts.subList(0, texts.size() - 1)) + " or " + texts.getLast();
    }
}
