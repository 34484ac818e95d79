// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.gateway;

import dev.apiaccess.emulator.wire.PercentEncoding;
import dev.apiaccess.emulator.wire.WireResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Finds the operation behind a verb and a path. */
final class Router {
    private final List<Route> routes = new ArrayList<>();

    /** What runs for a route. */
    @FunctionalInterface
    interface Handler {
        WireResponse handle(GatewayCall call);
    }

    /** A verb and a path with variables in braces. */
    record Route(String verb, List<String> segments, String mode, String operation, Handler handler) {}

    /** A route that fits, with the decoded values of its variables. */
    record Match(Route route, Map<String, String> path) {}

    void add(String verb, String template, String operation, Handler handler) {
        addMode("", verb, template, operation, handler);
    }

    /** An operation that shares verb and path with another; the query says which is meant. */
    void addMode(String mode, String verb, String template, String operation, Handler handler) {
        routes.add(new Route(verb, List.of(template.split("/", -1)), mode, operation, handler));
    }

    /** The names of all operations. */
    SortedSet<String> operations() {
        SortedSet<String> names = new TreeSet<>();
        routes.forEach(route -> names.add(route.operation()));
        return names;
    }

    /** @param mode value of the query parameter of that name, empty without one */
    Optional<Match> find(String verb, String rawPath, String mode) {
        String[] parts = rawPath.split("/", -1);
        for (Route route : routes) {
            if (route.verb().equals(verb)
                    && route.mode().equals(mode)
                    && route.segments().size() == parts.length) {
                Map<String, String> path = new HashMap<>();
                if (fits(route.segments(), parts, path)) {
                    return Optional.of(new Match(route, path));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean fits(List<String> segments, String[] parts, Map<String, String> path) {
        for (int i = 0; i < parts.length; i++) {
            String segment = segments.get(i);
            if (segment.startsWith("{")) {
                if (parts[i].isEmpty()) {
                    return false;
                }
                path.put(segment.substring(1, segment.length() - 1), PercentEncoding.decode(parts[i]));
            } else if (!segment.equals(parts[i])) {
                return false;
            }
        }
        return true;
    }
}
