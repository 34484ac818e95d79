// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The format of a stage's access log: text with {@code $context} variables, be it JSON, CLF, CSV or XML. What stands between two variables
 * says where the value of the first ends, so no format has a reader of its own. Source: API Gateway developer guide, variables for access
 * logging of REST APIs.
 */
public final class LogFormat {

    private static final Pattern VARIABLE = Pattern.compile("\\$(context\\.[A-Za-z0-9_]+(?:\\.[A-Za-z0-9_-]+)*)");
    private static final String PREFIX = "context.";

    /** A variable without its prefix, and the text up to the next one. */
    private record Part(String variable, String after) {}

    private final String before;
    private final List<Part> parts;

    private LogFormat(String before, List<Part> parts) {
        this.before = before;
        this.parts = List.copyOf(parts);
    }

    public static LogFormat of(String format) {
        var text = format.strip();
        var found = VARIABLE.matcher(text);
        var parts = new ArrayList<Part>();
        var before = text;
        String variable = null;
        var end = 0;
        while (found.find()) {
            if (variable == null) {
                before = text.substring(0, found.start());
            } else {
                parts.add(new Part(variable, text.substring(end, found.start())));
            }
            variable = found.group(1).substring(PREFIX.length());
            end = found.end();
        }
        if (variable != null) {
            parts.add(new Part(variable, text.substring(end)));
        }
        return new LogFormat(before, parts);
    }

    /** Whether an entry says what a variable was; one that stands right before another cannot be told from it. */
    public boolean has(String variable) {
        for (var index = 0; index < parts.size(); index++) {
            if (parts.get(index).variable().equals(variable) && isBounded(index)) {
                return true;
            }
        }
        return false;
    }

    private boolean isBounded(int index) {
        var follows = index == parts.size() - 1 || !parts.get(index).after().isEmpty();
        return follows && (index == 0 || !parts.get(index - 1).after().isEmpty());
    }

    /**
     * The values of an entry by variable, without {@code context.}; those that the call did not have ({@code -}) are left out. Empty where
     * the entry is not of this format.
     */
    public Optional<Map<String, String>> read(String entry) {
        var text = entry.strip();
        if (!text.startsWith(before)) {
            return Optional.empty();
        }
        var values = new LinkedHashMap<String, String>();
        var at = before.length();
        for (var index = 0; index < parts.size(); index++) {
            var after = parts.get(index).after();
            var isLast = index == parts.size() - 1;
            if (after.isEmpty() && !isLast) {
                continue;
            }
            var end = isLast ? text.length() - after.length() : text.indexOf(after, at);
            if (end < at || !text.startsWith(after, end)) {
                return Optional.empty();
            }
            var value = text.substring(at, end);
            if (isBounded(index) && !value.isEmpty() && !value.equals("-")) {
                values.putIfAbsent(parts.get(index).variable(), value);
            }
            at = end + after.length();
        }
        return Optional.of(values);
    }
}
