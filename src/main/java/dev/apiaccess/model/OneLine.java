// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

/**
 * Text from outside, as shown to people: on one line, with every character visible. A name in AWS, or in an object of a tenant, may contain
 * characters that end a line, move a cursor or turn the direction of text.
 */
public final class OneLine {

    private OneLine() {}

    /** The text with an escape such as {@code \u001b} in place of each character that is not shown as itself. */
    public static String of(String text) {
        for (var at = 0; at < text.length(); ) {
            var point = text.codePointAt(at);
            if (!shown(point)) {
                return escaped(text, at);
            }
            at += Character.charCount(point);
        }
        return text;
    }

    private static String escaped(String text, int from) {
        var out = new StringBuilder(text.length() + 16).append(text, 0, from);
        for (var at = from; at < text.length(); ) {
            var point = text.codePointAt(at);
            if (shown(point)) {
                out.appendCodePoint(point);
            } else {
                for (var one : Character.toChars(point)) {
                    append(out, one);
                }
            }
            at += Character.charCount(point);
        }
        return out.toString();
    }

    private static void append(StringBuilder out, char one) {
        switch (one) {
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> out.append(String.format("\\u%04x", (int) one));
        }
    }

    private static boolean shown(int point) {
        // Most characters, without a lookup in tables.
        return (point >= ' ' && point < 0x7f) || readable(point);
    }

    private static boolean readable(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }
}
