// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import dev.apiaccess.iam.PathTemplate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The calls of a stage, and which of them come to which method. Whether a pattern of a policy meets a method is decided on the languages of
 * both: the pattern, the path of the method, and without the paths of resources that win over it and have such a method. Where AWS does not
 * say where a call comes to, it is taken for one that does: a resource without the verb may hand it on, and a slash at the end may count for
 * nothing. Paths with two slashes in a row are left out.
 */
final class StageCalls {

    private final List<ApiMethod> methods;
    private final Resources resources;
    private final Map<String, List<PathTemplate>> winners = new HashMap<>();

    StageCalls(List<ApiMethod> methods) {
        this.methods = List.copyOf(methods);
        this.resources = new Resources(methods.stream().map(ApiMethod::key).toList());
    }

    /** The verbs of calls that come to a method. */
    Set<String> verbsOf(ApiMethod method) {
        return resources.verbsOf(method.key());
    }

    /**
     * A shortest call that a pattern allows and that may come to a method, {@code GET /items/1/secret}; empty where there is none. Where that
     * takes too long to be decided, the path of the method.
     *
     * @param pattern of a path without its leading slash, in which {@code *} crosses slashes
     */
    Optional<String> meeting(String verb, String pattern, ApiMethod method) {
        if (!verbsOf(method).contains(verb)
                || !mayMeet("/" + pattern, method.key().path())) {
            return Optional.empty();
        }
        var others = winners.computeIfAbsent(verb + method.key().path(), _ -> winners(verb, method.path()));
        return new CallSearch("/" + pattern, method.path(), others, "")
                .find()
                .or(() -> method.isSilentWhenAllowed()
                        ? new CallSearch("/" + pattern, method.path(), others, "/").find()
                        : Optional.empty())
                .map(path -> verb + " " + path);
    }

    /** Resources that take calls from one: each once. */
    private List<PathTemplate> winners(String verb, PathTemplate path) {
        return methods.stream()
                .filter(other -> verbsOf(other).contains(verb))
                .map(ApiMethod::path)
                .distinct()
                .filter(other -> other.winsOver(path) && other.common(path).isPresent())
                .toList();
    }

    /** False where they begin with different texts, so that nothing has to be looked for. */
    private static boolean mayMeet(String pattern, String path) {
        for (var index = 0; index < Math.min(pattern.length(), path.length()); index++) {
            if (pattern.charAt(index) == '*' || path.charAt(index) == '{') {
                return true;
            }
            if (pattern.charAt(index) != path.charAt(index)) {
                return false;
            }
        }
        return true;
    }
}
