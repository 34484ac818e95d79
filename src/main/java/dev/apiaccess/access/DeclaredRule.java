// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.PathTemplate;
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

    /** Whether a declared path means all calls of a deployed one. */
    static boolean covers(String declared, String deployed) {
        return new PathTemplate(declared).covers(new PathTemplate(deployed));
    }
}
