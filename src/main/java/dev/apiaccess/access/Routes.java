// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which deployed method a call meets: part by part, text wins over a parameter and a parameter over a greedy one; then a verb wins over ANY.
 * Source: API Gateway developer guide, resources and proxy resources.
 */
final class Routes {

    private static final String ANY = "ANY";

    private enum Fit {
        GREEDY('0'),
        PARAMETER('1'),
        TEXT('2');

        private final char rank;

        Fit(char rank) {
            this.rank = rank;
        }
    }

    /**
     * A path with parameters.
     *
     * @param precision compared as text: the first part that differs decides
     */
    private record Template(List<String> parts, List<Fit> ranks, String precision, List<DeployedMethod> methods) {

        static Template of(List<DeployedMethod> methods) {
            var parts = Routes.parts(methods.getFirst().path());
            var ranks = parts.stream().map(Routes::fit).toList();
            var precision = new StringBuilder();
            ranks.forEach(fit -> precision.append(fit.rank));
            return new Template(parts, ranks, precision.toString(), methods);
        }

        boolean fits(List<String> path) {
            for (var index = 0; index < parts.size(); index++) {
                if (index >= path.size()) {
                    return false;
                }
                var fit = ranks.get(index);
                if (fit == Fit.GREEDY) {
                    return true;
                }
                var fits = fit == Fit.TEXT
                        ? parts.get(index).equals(path.get(index))
                        : !path.get(index).isEmpty();
                if (!fits) {
                    return false;
                }
            }
            return parts.size() == path.size();
        }
    }

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
        templates = varying.values().stream()
                .map(Template::of)
                .sorted(Comparator.comparing(Template::precision).reversed())
                .toList();
    }

    /** @param written the path of a call, with or without a slash at its end */
    Optional<DeployedMethod> find(String verb, String written) {
        var path = Call.withoutLastSlash(written);
        var exact = plain.get(path);
        if (exact != null) {
            return of(exact, verb);
        }
        var parts = parts(path);
        for (var template : templates) {
            if (template.fits(parts)) {
                return of(template.methods(), verb);
            }
        }
        return Optional.empty();
    }

    private static Optional<DeployedMethod> of(List<DeployedMethod> methods, String verb) {
        DeployedMethod ofAny = null;
        for (var method : methods) {
            if (method.verb().equals(verb)) {
                return Optional.of(method);
            }
            if (ofAny == null && method.verb().equals(ANY)) {
                ofAny = method;
            }
        }
        return Optional.ofNullable(ofAny);
    }

    private static Fit fit(String part) {
        if (!part.startsWith("{")) {
            return Fit.TEXT;
        }
        return part.endsWith("+}") ? Fit.GREEDY : Fit.PARAMETER;
    }

    private static List<String> parts(String path) {
        var text = path.startsWith("/") ? path.substring(1) : path;
        return text.isEmpty() ? List.of() : List.of(text.split("/", -1));
    }
}
