// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import java.util.List;

/**
 * A text of a policy whose variables are filled in.
 *
 * @param text with {@link #ANY_TEXT} and {@link #ANY_CHARACTER} where wildcards were written; what a variable brought in is plain
 */
record NaiveText(State state, String text) {

    enum State {
        FILLED,
        /** A variable has no value, or several, and no default. */
        WITHOUT_VALUE,
        /** A variable whose key is not known. */
        NOT_KNOWN
    }

    // Characters for private use: no text of a case holds them.
    private static final char ANY_TEXT = '\uE000';
    private static final char ANY_CHARACTER = '\uE001';

    static NaiveText fill(String written, boolean variables, boolean wildcards, NaiveKeys keys) {
        StringBuilder filled = new StringBuilder(written.length());
        State state = State.FILLED;
        int at = 0;
        while (at < written.length()) {
            if (!variables || !written.startsWith("${", at)) {
                filled.append(wildcards ? wildcard(written.charAt(at)) : written.charAt(at));
                at++;
                continue;
            }
            int end = written.indexOf('}', at);
            if (end < 0) {
                return new NaiveText(State.WITHOUT_VALUE, "");
            }
            NaiveText value = value(written.substring(at + 2, end), keys);
            filled.append(value.text);
            if (value.state == State.WITHOUT_VALUE || state == State.FILLED) {
                state = value.state;
            }
            at = end + 1;
        }
        return new NaiveText(state, filled.toString());
    }

    /** A text in which only wildcards mean something. */
    static String pattern(String written) {
        StringBuilder pattern = new StringBuilder(written.length());
        for (int i = 0; i < written.length(); i++) {
            pattern.append(wildcard(written.charAt(i)));
        }
        return pattern.toString();
    }

    private static char wildcard(char c) {
        return switch (c) {
            case '*' -> ANY_TEXT;
            case '?' -> ANY_CHARACTER;
            default -> c;
        };
    }

    /** What stands between the braces of a variable: a character that is meant literally, a key, or a key with a default. */
    private static NaiveText value(String variable, NaiveKeys keys) {
        if (variable.equals("*") || variable.equals("?") || variable.equals("$")) {
            return new NaiveText(State.FILLED, variable);
        }
        int comma = variable.indexOf(',');
        List<String> values = keys.values(comma < 0 ? variable : variable.substring(0, comma));
        if (values == null) {
            return new NaiveText(State.NOT_KNOWN, "");
        }
        if (values.size() == 1) {
            return new NaiveText(State.FILLED, values.getFirst());
        }
        if (values.isEmpty() && comma >= 0) {
            String quoted = variable.substring(comma + 1).strip();
            return new NaiveText(State.FILLED, quoted.substring(1, quoted.length() - 1));
        }
        return new NaiveText(State.WITHOUT_VALUE, "");
    }

    /** Whether a pattern covers a text whole. */
    static boolean covers(String pattern, String text) {
        int p = 0;
        int t = 0;
        int lastStar = -1;
        int afterStar = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == ANY_TEXT) {
                lastStar = p++;
                afterStar = t;
            } else if (p < pattern.length()
                    && (pattern.charAt(p) == ANY_CHARACTER || pattern.charAt(p) == text.charAt(t))) {
                p++;
                t++;
            } else if (lastStar >= 0) {
                p = lastStar + 1;
                t = ++afterStar;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == ANY_TEXT) {
            p++;
        }
        return p == pattern.length();
    }
}
