// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The fields of one entry of a file of tests, each with its texts, and the line for messages. */
final class EntryFields {

    private static final Set<String> SEVERAL = Set.of("who", "may", "mayNot", "with", "except");
    private static final List<String> KNOWN =
            List.of("who", "may", "mayNot", "api", "stage", "from", "at", "mfa", "key", "with", "except", "orUnknown");

    private final String file;
    private final int line;
    private final Map<String, List<Said>> texts = new LinkedHashMap<>();

    /** A text with its line. */
    record Said(String text, int line) {}

    EntryFields(String file, int line) {
        this.file = file;
        this.line = line;
    }

    /** Adds a text to a field that is known; of most fields there is one text. */
    void add(String field, String text, int at) {
        if (!KNOWN.contains(field)) {
            throw wrong("'" + field + "' is no field of a test", "one of " + String.join(", ", KNOWN));
        }
        var all = texts.computeIfAbsent(field, _ -> new ArrayList<>());
        if (!all.isEmpty() && !SEVERAL.contains(field)) {
            throw wrong(field + " is said twice", "one " + field);
        }
        all.add(new Said(text, at));
    }

    /** As {@link #add(String, String, int)}, on the line of the entry. */
    void add(String field, String text) {
        add(field, text, line);
    }

    List<String> all(String field) {
        return said(field).stream().map(Said::text).toList();
    }

    List<Said> said(String field) {
        return texts.getOrDefault(field, List.of());
    }

    Optional<String> one(String field) {
        return all(field).stream().findFirst();
    }

    boolean flag(String field) {
        var text = one(field).orElse("false");
        if (!text.equals("true") && !text.equals("false")) {
            throw wrong(field + " is '" + text + "'", "true or false");
        }
        return text.equals("true");
    }

    /** @param wanted what it takes */
    Unanswerable wrong(String problem, String wanted) {
        return wrong(file, line, problem, wanted);
    }

    static Unanswerable wrong(String file, int line, String problem, String wanted) {
        return new Unanswerable(
                Code.WRONG_TEST, file + " line " + line + ": " + problem, "mend that line; it takes " + wanted);
    }
}
