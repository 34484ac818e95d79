// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** How far two names are apart: by how many characters that have to be added, removed or changed (Levenshtein). */
public final class EditDistance {

    private EditDistance() {}

    /** @return the distance, or {@code most + 1} for all beyond {@code most} */
    public static int of(String one, String other, int most) {
        if (Math.abs(one.length() - other.length()) > most) {
            return most + 1;
        }
        var above = new int[other.length() + 1];
        for (var column = 0; column <= other.length(); column++) {
            above[column] = column;
        }
        for (var row = 1; row <= one.length(); row++) {
            var here = new int[other.length() + 1];
            here[0] = row;
            for (var column = 1; column <= other.length(); column++) {
                var changed = above[column - 1] + (one.charAt(row - 1) == other.charAt(column - 1) ? 0 : 1);
                here[column] = Math.min(changed, Math.min(above[column], here[column - 1]) + 1);
            }
            above = here;
        }
        return Math.min(above[other.length()], most + 1);
    }

    /** The nearest of the names within {@code most}; of several the first in their natural order. */
    public static Optional<String> nearest(String wanted, Collection<String> names, int most) {
        return names.stream()
                .filter(name -> of(name, wanted, most) <= most)
                .min(Comparator.comparingInt((String name) -> of(name, wanted, most))
                        .thenComparing(Comparator.naturalOrder()));
    }
}
