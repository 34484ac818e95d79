// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Patterns of an admission: {@code *} stands for any text without a slash, everything else for itself. */
final class NamePattern {

    private NamePattern() {}

    static boolean matches(String pattern, String text) {
        var expression = java.util.Arrays.stream(pattern.split("\\*", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining("[^/]*"));
        return Pattern.matches(expression, text);
    }
}
