// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import dev.apiaccess.iam.Glob;

/**
 * Patterns of an admission: {@code *} stands for any text without a slash, everything else for itself. Tenants choose the texts, so
 * a comparison takes no more steps than the lengths of both multiplied, however many stars there are.
 */
final class NamePattern {

    private NamePattern() {}

    static boolean matches(String pattern, String text) {
        if (pattern.indexOf('*') < 0) {
            return pattern.equals(text);
        }
        // No star crosses a slash: part answers to part.
        var wanted = pattern.split("/", -1);
        var given = text.split("/", -1);
        if (wanted.length != given.length) {
            return false;
        }
        for (var part = 0; part < wanted.length; part++) {
            if (!glob(wanted[part]).matches(given[part])) {
                return false;
            }
        }
        return true;
    }

    private static Glob glob(String pattern) {
        var glob = new Glob.Builder();
        var pieces = pattern.split("\\*", -1);
        for (var piece = 0; piece < pieces.length; piece++) {
            if (piece > 0) {
                glob.pattern("*");
            }
            glob.literal(pieces[piece]);
        }
        return glob.build();
    }
}
