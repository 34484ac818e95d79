// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * An expectation as a sentence: {@code role/apps/web may not POST /orders of orders prod from 198.51.100.7}. It is taken apart into the fields
 * that a longer entry has.
 */
final class Sentence {

    static final String FORM = "<who> may|may not <VERB> <path> [of <api> [<stage>]] [from <ip>] [at <time>] [with mfa]"
            + " [with <key>=<value>] [key <name>] [except <who>, <who>]";
    private static final Set<String> WORDS = Set.of("of", "from", "at", "with", "key", "except");

    private final List<String> words;
    private final EntryFields fields;
    private int at;

    private Sentence(String text, EntryFields fields) {
        this.words = Arrays.stream(text.strip().split("\\s+", -1)).toList();
        this.fields = fields;
    }

    static void read(String text, EntryFields fields) {
        new Sentence(text, fields).read();
    }

    private void read() {
        fields.add("who", next("who"));
        if (!next("may or may not").equals("may")) {
            throw wrong();
        }
        var not = at < words.size() && words.get(at).equals("not");
        at += not ? 1 : 0;
        fields.add(not ? "mayNot" : "may", next("a verb") + " " + next("a path"));
        while (at < words.size()) {
            part(words.get(at++));
        }
    }

    private void part(String word) {
        switch (word) {
            case "of" -> {
                fields.add("api", next("an API"));
                if (at < words.size() && !WORDS.contains(words.get(at))) {
                    fields.add("stage", next("a stage"));
                }
            }
            case "from", "at", "key" -> fields.add(word, next(word));
            case "with" -> {
                var what = next("mfa or key=value");
                if (what.equalsIgnoreCase("mfa")) {
                    fields.add("mfa", "true");
                } else {
                    fields.add("with", what);
                }
            }
            case "except" -> {
                var rest = new ArrayList<>(words.subList(at, words.size()));
                at = words.size();
                Arrays.stream(String.join(" ", rest).split("\\s*,\\s*", -1))
                        .filter(one -> !one.isEmpty())
                        .forEach(one -> fields.add("except", one));
            }
            default -> throw wrong();
        }
    }

    private String next(String what) {
        if (at >= words.size() || words.get(at).isEmpty()) {
            throw fields.wrong("'" + String.join(" ", words) + "' lacks " + what, FORM);
        }
        return words.get(at++);
    }

    private Unanswerable wrong() {
        return fields.wrong(
                "'" + String.join(" ", words) + "' is not understood from '" + words.get(at - 1) + "' on", FORM);
    }
}
