// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import dev.apiaccess.iam.ExecuteApi;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A rule as somebody declared it: what shall be allowed, or denied.
 *
 * @param verbs in upper case, {@code ANY} for every verb
 * @param paths as API Gateway writes them: {@code /orders/{id}}
 * @param circumstances condition keys of calls that an Allow means, at least one set of them; each key with its values
 */
public record DeclaredRule(
        String name,
        boolean allows,
        Set<String> verbs,
        List<String> paths,
        List<Map<String, List<String>>> circumstances) {

    public DeclaredRule {
        verbs = Set.copyOf(verbs);
        paths = List.copyOf(paths);
        circumstances = List.copyOf(circumstances);
    }

    boolean isForEveryVerb() {
        return verbs.contains(Inquiry.ANY);
    }

    /** The verbs of calls that it means and that a method takes. */
    Set<String> verbsOf(DeployedMethod method) {
        if (!method.verb().equals(Inquiry.ANY)) {
            return isForEveryVerb() || verbs.contains(method.verb()) ? Set.of(method.verb()) : Set.of();
        }
        return isForEveryVerb() ? ExecuteApi.VERBS : verbs;
    }

    /**
     * Whether a declared path means all calls of a deployed one: text is the same text, a parameter any one part, a greedy one at least one
     * part.
     */
    static boolean covers(String declared, String deployed) {
        var wanted = parts(declared);
        var there = parts(deployed);
        for (var index = 0; index < wanted.size(); index++) {
            if (index >= there.size()) {
                return false;
            }
            var part = wanted.get(index);
            if (isGreedy(part)) {
                return true;
            }
            var other = there.get(index);
            if (isGreedy(other) || (!part.equals(other) && !isParameter(part))) {
                return false;
            }
        }
        return wanted.size() == there.size();
    }

    private static List<String> parts(String path) {
        return path.equals("/") ? List.of() : List.of(path.substring(1).split("/", -1));
    }

    private static boolean isParameter(String part) {
        return part.startsWith("{");
    }

    private static boolean isGreedy(String part) {
        return part.endsWith("+}");
    }
}
