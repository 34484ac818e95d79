// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A resource path of API Gateway: text, parameters ({@code {id}}: any one part), and at its end perhaps a greedy one ({@code {rest+}}: one
 * part or more).
 *
 * @param text as API Gateway writes it, {@code /orders/{id}}; {@code /} for the root
 */
public record PathTemplate(String text) {

    private static final String GREEDY_END = "+}";

    public PathTemplate {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("a path begins with /: " + text);
        }
    }

    /** What stands between its slashes; nothing for the root. */
    public List<String> parts() {
        return text.equals("/") ? List.of() : List.of(text.substring(1).split("/", -1));
    }

    /** Whether it stands for one path alone. */
    public boolean isPlain() {
        return !text.contains("{");
    }

    /** Whether every path of the other one is a path of this. Names of parameters do not count. */
    public boolean covers(PathTemplate other) {
        var wanted = parts();
        var there = other.parts();
        for (var index = 0; index < wanted.size(); index++) {
            if (index >= there.size()) {
                return false;
            }
            var part = wanted.get(index);
            if (isGreedy(part)) {
                return true;
            }
            var theirs = there.get(index);
            if (isGreedy(theirs) || !(part.equals(theirs) || isParameter(part))) {
                return false;
            }
        }
        return wanted.size() == there.size();
    }

    /** The paths that both have; empty where there is none. */
    public Optional<PathTemplate> common(PathTemplate other) {
        var ours = parts();
        var theirs = other.parts();
        var common = new ArrayList<String>();
        for (var index = 0; index < Math.max(ours.size(), theirs.size()); index++) {
            if (index >= ours.size() || index >= theirs.size()) {
                return Optional.empty();
            }
            var part = ours.get(index);
            var their = theirs.get(index);
            if (isGreedy(part)) {
                return Optional.of(joined(common, theirs.subList(index, theirs.size())));
            }
            if (isGreedy(their)) {
                return Optional.of(joined(common, ours.subList(index, ours.size())));
            }
            if (!part.equals(their) && !isParameter(part) && !isParameter(their)) {
                return Optional.empty();
            }
            common.add(isParameter(part) ? their : part);
        }
        return Optional.of(joined(common, List.of()));
    }

    private static PathTemplate joined(List<String> first, List<String> rest) {
        var all = new ArrayList<>(first);
        all.addAll(rest);
        return new PathTemplate("/" + String.join("/", all));
    }

    /**
     * Whether API Gateway hands a call that fits both to the resource of this path: part by part text wins over a parameter and a parameter
     * over a greedy one. Source: API Gateway developer guide, proxy resources.
     */
    public boolean winsOver(PathTemplate other) {
        return precision().compareTo(other.precision()) > 0;
    }

    private String precision() {
        var text = new StringBuilder();
        // A path without parameters wins over all others.
        text.append(isPlain() ? '1' : '0');
        parts().forEach(part -> text.append(isGreedy(part) ? '0' : isParameter(part) ? '1' : '2'));
        return text.toString();
    }

    private static boolean isParameter(String part) {
        return part.startsWith("{");
    }

    private static boolean isGreedy(String part) {
        return part.startsWith("{") && part.endsWith(GREEDY_END);
    }

    @Override
    public String toString() {
        return text;
    }
}
