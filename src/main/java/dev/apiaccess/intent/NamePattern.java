// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

/**
 * Patterns of an admission: {@code *} stands for any text without a slash, everything else for itself. Tenants choose the texts, so
 * a comparison takes no more steps than the lengths of both multiplied, however many stars there are.
 */
final class NamePattern {

    private NamePattern() {}

    static boolean matches(String pattern, String text) {
        var wanted = 0;
        var given = 0;
        var star = -1; // of this part; a star before it that took more would not help
        var taken = 0;
        while (given < text.length()) {
            var next = wanted < pattern.length() ? pattern.charAt(wanted) : 0;
            if (next == '*') {
                star = wanted++;
                taken = given;
            } else if (wanted < pattern.length() && next == text.charAt(given)) {
                star = next == '/' ? -1 : star;
                wanted++;
                given++;
            } else if (star >= 0 && text.charAt(taken) != '/') {
                wanted = star + 1;
                given = ++taken;
            } else {
                return false;
            }
        }
        while (wanted < pattern.length() && pattern.charAt(wanted) == '*') {
            wanted++;
        }
        return wanted == pattern.length();
    }
}
