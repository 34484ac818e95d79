// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A resource path of API Gateway: text, parameters ({@code {id}}: any one part), and at its end perhaps a greedy one ({@code {rest+}}: one
 * part or more). Which of two resources gets a call that fits both, part by part: text wins over a parameter and a parameter over a greedy
 * one; a path without parameters wins over all others. Source: API Gateway developer guide, resources and proxy resources. Read once, since
 * paths are compared often; two with one text are equal.
 */
public final class PathTemplate {

    /** What a part stands for, the less precise first. */
    private enum Kind {
        GREEDY('0'),
        PARAMETER('1'),
        TEXT('2');

        private final char rank;

        Kind(char rank) {
            this.rank = rank;
        }

        static Kind of(String part) {
            if (!part.startsWith("{")) {
                return TEXT;
            }
            return part.endsWith("+}") ? GREEDY : PARAMETER;
        }
    }

    private final String text;
    private final List<String> parts;
    private final List<Kind> kinds;
    /** Compared as text: the first part that differs decides. */
    private final String precision;

    /** @param text as API Gateway writes it, {@code /orders/{id}}; {@code /} for the root */
    public PathTemplate(String text) {
        this.text = text;
        this.parts = partsOf(text);
        this.kinds = parts.stream().map(Kind::of).toList();
        var ranks = new StringBuilder(isPlain() ? "1" : "0");
        kinds.forEach(kind -> ranks.append(kind.rank));
        this.precision = ranks.toString();
    }

    /** What stands between the slashes of a path; nothing for the root. */
    public static List<String> partsOf(String path) {
        var inner = path.startsWith("/") ? path.substring(1) : path;
        return inner.isEmpty() ? List.of() : List.of(inner.split("/", -1));
    }

    public String text() {
        return text;
    }

    /** What stands between its slashes. */
    public List<String> parts() {
        return parts;
    }

    /** Whether it stands for one path alone. */
    public boolean isPlain() {
        return text.indexOf('{') < 0;
    }

    /** Whether a path is one of this, given its parts. */
    public boolean fits(List<String> path) {
        for (var index = 0; index < parts.size(); index++) {
            if (index >= path.size()) {
                return false;
            }
            var kind = kinds.get(index);
            if (kind == Kind.GREEDY) {
                return true;
            }
            if (kind == Kind.TEXT
                    ? !parts.get(index).equals(path.get(index))
                    : path.get(index).isEmpty()) {
                return false;
            }
        }
        return parts.size() == path.size();
    }

    /** Whether every path of the other one is a path of this. Names of parameters do not count. */
    public boolean covers(PathTemplate other) {
        for (var index = 0; index < parts.size(); index++) {
            if (index >= other.parts.size()) {
                return false;
            }
            var kind = kinds.get(index);
            if (kind == Kind.GREEDY) {
                return true;
            }
            var theirs = other.parts.get(index);
            if (other.kinds.get(index) == Kind.GREEDY
                    || !(kind == Kind.PARAMETER || parts.get(index).equals(theirs))) {
                return false;
            }
        }
        return parts.size() == other.parts.size();
    }

    /** The paths that both have; empty where there is none. */
    public Optional<PathTemplate> common(PathTemplate other) {
        var common = new ArrayList<String>();
        for (var index = 0; index < Math.max(parts.size(), other.parts.size()); index++) {
            if (index >= parts.size() || index >= other.parts.size()) {
                return Optional.empty();
            }
            var kind = kinds.get(index);
            var theirs = other.kinds.get(index);
            if (kind == Kind.GREEDY) {
                return Optional.of(joined(common, other.parts.subList(index, other.parts.size())));
            }
            if (theirs == Kind.GREEDY) {
                return Optional.of(joined(common, parts.subList(index, parts.size())));
            }
            var part = parts.get(index);
            var their = other.parts.get(index);
            if (!part.equals(their) && kind == Kind.TEXT && theirs == Kind.TEXT) {
                return Optional.empty();
            }
            common.add(kind == Kind.PARAMETER ? their : part);
        }
        return Optional.of(joined(common, List.of()));
    }

    private static PathTemplate joined(List<String> first, List<String> rest) {
        var all = new ArrayList<>(first);
        all.addAll(rest);
        return new PathTemplate("/" + String.join("/", all));
    }

    /** Whether API Gateway hands a call that fits both to the resource of this path. */
    public boolean winsOver(PathTemplate other) {
        return precision.compareTo(other.precision) > 0;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PathTemplate that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
