// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

/**
 * Text of others as it may be shown on a terminal: who names an API or a statement must neither move the cursor nor turn what follows
 * around, so that it looks like an answer of ours.
 */
final class Visible {

    private Visible() {}

    /** The text with characters that are not seen, a line end among them, written as {@code \\u202e}. */
    static String of(String text) {
        return text.codePoints().noneMatch(Visible::isHidden) ? text : escaped(text);
    }

    private static String escaped(String text) {
        var shown = new StringBuilder();
        text.codePoints().forEach(one -> {
            if (isHidden(one)) {
                shown.append(String.format("\\u%04x", one));
            } else {
                shown.appendCodePoint(one);
            }
        });
        return shown.toString();
    }

    private static boolean isHidden(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }
}
