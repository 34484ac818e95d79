// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.PathTemplate;
import dev.apiaccess.model.MethodKey;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The resources of an API with the verbs of their methods, and which calls come to which of them. */
final class Resources {

    private final Map<String, Set<String>> verbs = new TreeMap<>();
    private final Map<String, PathTemplate> templates = new TreeMap<>();

    /** @param methods {@code ANY} as a verb of its own */
    Resources(Collection<MethodKey> methods) {
        for (var method : methods) {
            verbs.computeIfAbsent(method.path(), _ -> new TreeSet<>()).add(method.verb());
            templates.computeIfAbsent(method.path(), PathTemplate::new);
        }
    }

    Collection<PathTemplate> all() {
        return templates.values();
    }

    boolean has(String path) {
        return templates.containsKey(path);
    }

    PathTemplate template(String path) {
        return templates.getOrDefault(path, new PathTemplate(path));
    }

    /** The verbs of calls that come to a method: {@code ANY} takes what no method of its own has. */
    Set<String> verbsOf(MethodKey method) {
        if (!method.verb().equals(MethodRule.ANY)) {
            return Set.of(method.verb());
        }
        var left = new TreeSet<>(ExecuteApi.VERBS);
        left.removeAll(verbs.getOrDefault(method.path(), Set.of()));
        return left;
    }

    /** Whether some call of these paths may come to a resource: none where another one takes them all. */
    boolean mayRoute(PathTemplate paths, PathTemplate resource) {
        return templates.values().stream().noneMatch(other -> other.winsOver(resource) && other.covers(paths));
    }
}
