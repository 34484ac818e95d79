// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.campaign;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes out of a dump what differs between runs that ended alike: ids, times, and what is computed from a namespace's name. */
final class Mask {

    private record Rule(Pattern pattern, String text) {}

    private static final List<Rule> FORMS = List.of(
            rule("\\d{4}-\\d{2}-\\d{2}T[0-9:.]+Z", "TIME"),
            rule("\\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\b", "UID"),
            rule("\\b[0-9a-v]{26}\\b", "DIGEST"),
            rule("\\baa[0-9a-v]{15}(?=[0-9]+\\b)", "SID"),
            rule("-[0-9a-v]{16}(?=x?\\b)", "-HASH"));

    private final List<Rule> names = new ArrayList<>();

    private static Rule rule(String pattern, String text) {
        return new Rule(Pattern.compile(pattern), text);
    }

    /** Says what a name or id of this run is called in every run; applied in the order of the calls. */
    Mask calling(Map<String, String> texts) {
        texts.entrySet().stream()
                .sorted(Comparator.comparingInt((Map.Entry<String, String> entry) ->
                                entry.getKey().length())
                        .reversed())
                .forEach(entry -> names.add(new Rule(
                        Pattern.compile(Pattern.quote(entry.getKey())), Matcher.quoteReplacement(entry.getValue()))));
        return this;
    }

    String apply(String text) {
        var masked = text;
        for (var rule : names) {
            masked = rule.pattern().matcher(masked).replaceAll(rule.text());
        }
        for (var rule : FORMS) {
            masked = rule.pattern().matcher(masked).replaceAll(rule.text());
        }
        return masked;
    }
}
