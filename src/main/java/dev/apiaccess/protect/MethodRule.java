// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import dev.apiaccess.iam.PathTemplate;
import java.util.List;
import java.util.Set;

/**
 * A rule for methods of an API.
 *
 * @param verbs in upper case, or {@code ANY} alone
 * @param paths at least one
 */
public record MethodRule(String name, Set<String> verbs, List<PathTemplate> paths) {

    static final String ANY = "ANY";

    public MethodRule {
        verbs = Set.copyOf(verbs);
        paths = List.copyOf(paths);
    }

    boolean isForEveryVerb() {
        return verbs.contains(ANY);
    }
}
