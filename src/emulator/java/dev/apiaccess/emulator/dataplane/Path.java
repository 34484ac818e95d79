// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.dataplane;

import dev.apiaccess.emulator.state.Deployment;
import dev.apiaccess.emulator.state.Method;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/** Which deployed method a request meets: literal segments win over parameters, parameters over greedy ones. */
final class Path {
    private Path() {}

    /** A method and the resource path it belongs to. */
    record Found(String resource, Method method) {}

    static Optional<Found> find(Deployment deployment, String verb, String path) {
        String[] parts = parts(path);
        return deployment.methods().entrySet().stream()
                .filter(e -> rank(parts(e.getKey()), parts) >= 0)
                .max(Comparator.comparingLong(e -> rank(parts(e.getKey()), parts)))
                .flatMap(e -> method(e.getKey(), e.getValue(), verb));
    }

    private static Optional<Found> method(String resource, Map<String, Method> methods, String verb) {
        Method method = methods.getOrDefault(verb, methods.get("ANY"));
        return Optional.ofNullable(method).map(m -> new Found(resource, m));
    }

    private static String[] parts(String path) {
        String text = path.startsWith("/") ? path.substring(1) : path;
        String trimmed = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        return trimmed.isEmpty() ? new String[0] : trimmed.split("/", -1);
    }

    /** Negative when the template does not fit; otherwise higher for the more precise template. */
    private static long rank(String[] template, String[] path) {
        long rank = 0;
        for (int i = 0; i < template.length; i++) {
            if (template[i].endsWith("+}")) {
                return path.length > i ? rank * 3 : -1;
            }
            if (i >= path.length) {
                return -1;
            }
            if (template[i].startsWith("{")) {
                rank = rank * 3 + 1;
            } else if (template[i].equals(path[i])) {
                rank = rank * 3 + 2;
            } else {
                return -1;
            }
        }
        return template.length == path.length ? rank : -1;
    }
}
