// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import java.util.List;

/**
 * The {@code Action} ({@code inverted} false) or {@code NotAction} of a statement: {@code service:Name} patterns, or
 * {@code *}. Never empty.
 */
public record ActionSet(boolean inverted, List<String> patterns) {

    public ActionSet {
        patterns = List.copyOf(patterns);
        if (patterns.isEmpty()) {
            throw new IllegalArgumentException("a statement needs at least one action");
        }
    }

    public static ActionSet of(String... patterns) {
        return new ActionSet(false, List.of(patterns));
    }

    public static ActionSet of(List<String> patterns) {
        return new ActionSet(false, patterns);
    }

    /** The {@code NotAction} form: every action that matches none of the patterns. */
    public static ActionSet allExcept(String... patterns) {
        return new ActionSet(true, List.of(patterns));
    }
}
