// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import java.util.ArrayList;
import java.util.List;

/**
 * Patterns of ARNs in an admission: {@code *} stands for any text without a colon and without a slash, everything else for itself.
 */
final class AdmittedArns {

    private AdmittedArns() {}

    /** Whether one of some patterns admits an ARN. */
    static boolean admits(List<String> patterns, String arn) {
        return patterns.stream().anyMatch(pattern -> matches(pattern, arn));
    }

    /** Parts between colons answer to each other, since no star crosses one. */
    static boolean matches(String pattern, String arn) {
        var wanted = parts(pattern);
        var given = parts(arn);
        if (wanted.size() != given.size()) {
            return false;
        }
        for (var part = 0; part < wanted.size(); part++) {
            if (!NamePattern.matches(wanted.get(part), given.get(part))) {
                return false;
            }
        }
        return true;
    }

    private static List<String> parts(String text) {
        var parts = new ArrayList<String>();
        var from = 0;
        for (var colon = text.indexOf(':'); colon >= 0; colon = text.indexOf(':', from)) {
            parts.add(text.substring(from, colon));
            from = colon + 1;
        }
        parts.add(text.substring(from));
        return parts;
    }
}
