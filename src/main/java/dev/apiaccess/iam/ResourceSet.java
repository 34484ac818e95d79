// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import java.util.List;

/** The {@code Resource} ({@code inverted} false) or {@code NotResource} of a statement: ARN patterns, or {@code *}. Never empty. */
public record ResourceSet(boolean inverted, List<String> patterns) {

    public ResourceSet {
        patterns = List.copyOf(patterns);
        if (patterns.isEmpty()) {
            throw new IllegalArgumentException("a statement needs at least one resource");
        }
    }

    public static ResourceSet of(String... patterns) {
        return new ResourceSet(false, List.of(patterns));
    }

    public static ResourceSet of(List<String> patterns) {
        return new ResourceSet(false, patterns);
    }

    /** The {@code NotResource} form: every resource that matches none of the patterns. */
    public static ResourceSet allExcept(String... patterns) {
        return new ResourceSet(true, List.of(patterns));
    }
}
