// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import dev.apiaccess.iam.PathTemplate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which deployed method a call meets: that of the resource which wins, see {@link PathTemplate}; of its methods a verb wins over ANY. */
final class Routes {

    private static final String ANY = "ANY";

    /** A path with parameters. */
    private record Template(PathTemplate path, List<DeployedMethod> methods) {}

    /** Paths without parameters, which win over all others. */
    private final Map<String, List<DeployedMethod>> plain = new HashMap<>();

    /** The others, the most precise first. */
    private final List<Template> templates;

    Routes(List<DeployedMethod> methods) {
        var varying = new HashMap<String, List<DeployedMethod>>();
        for (var method : methods) {
            var paths = method.path().contains("{") ? varying : plain;
            paths.computeIfAbsent(method.path(), _ -> new ArrayList<>()).add(method);
        }
        templates = varying.entrySet().stream()
                .map(entry -> new Template(new PathTemplate(entry.getKey()), entry.getValue()))
                .sorted((one, other) ->
                        one.path().winsOver(other.path()) ? -1 : other.path().winsOver(one.path()) ? 1 : 0)
                .toList();
    }

    /** @param written the path of a call, with or without a slash at its end */
    Optional<DeployedMethod> find(String verb, String written) {
        var path = Call.withoutLastSlash(written);
        var exact = plain.get(path);
        if (exact != null) {
            return of(exact, verb);
        }
        var parts = PathTemplate.partsOf(path);
        return templates.stream()
                .filter(template -> template.path().fits(parts))
                .findFirst()
                .flatMap(template -> of(template.methods(), verb));
    }

    private static Optional<DeployedMethod> of(List<DeployedMethod> methods, String verb) {
        return one(methods, verb).or(() -> one(methods, ANY));
    }

    private static Optional<DeployedMethod> one(List<DeployedMethod> methods, String verb) {
        return methods.stream().filter(method -> method.verb().equals(verb)).findFirst();
    }
}
