// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import dev.apiaccess.iam.PathTemplate;
import dev.apiaccess.model.MethodKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a deployment would open in a stage: calls that would come to a method which asks for less than the one they come to now, or for
 * something else, and calls of new methods that ask for nothing. A call may change its method without either being edited: where a resource
 * goes, a wider one takes its calls.
 */
public final class Openings {

    private static final String PREFLIGHT = "OPTIONS";

    /**
     * A method that would be more open.
     *
     * @param isMoved whether calls of another method come to it
     * @param words what would change, {@code AWS_IAM -> NONE}
     */
    public record Opening(MethodKey method, boolean isMoved, String words) {}

    /**
     * Calls with one verb that a method would take.
     *
     * @param before what they meet now, each state once; empty where they come to nothing
     */
    record Arrival(MethodKey method, String verb, List<MethodState> before) {}

    private final Served before;
    private final Served after;

    /** The methods of a deployment. */
    private record Served(Map<MethodKey, MethodState> methods, Resources resources) {

        static Served of(Map<MethodKey, MethodState> methods) {
            return new Served(Map.copyOf(methods), new Resources(methods.keySet()));
        }

        /** What a call with a verb meets on a resource. */
        Optional<MethodState> method(String path, String verb) {
            return Optional.ofNullable(methods.get(new MethodKey(path, verb)))
                    .or(() -> Optional.ofNullable(methods.get(new MethodKey(path, MethodRule.ANY))));
        }
    }

    private Openings(Map<MethodKey, MethodState> served, Map<MethodKey, MethodState> coming) {
        before = Served.of(served);
        after = Served.of(coming);
    }

    /**
     * Compares what a stage serves with what a deployment has.
     *
     * @param served the methods of the stage
     * @param coming the methods of the deployment
     */
    public static List<Opening> between(Map<MethodKey, MethodState> served, Map<MethodKey, MethodState> coming) {
        return new Openings(served, coming).all(coming.keySet());
    }

    /** Which calls would come to which method of the deployment, and what they meet now. */
    static List<Arrival> arrivals(Map<MethodKey, MethodState> served, Map<MethodKey, MethodState> coming) {
        var openings = new Openings(served, coming);
        return new TreeSet<>(coming.keySet())
                .stream().flatMap(method -> openings.arrivals(method).stream()).toList();
    }

    private List<Arrival> arrivals(MethodKey method) {
        var moved = movedTo(after.resources().template(method.path())).toList();
        return new TreeSet<>(after.resources().verbsOf(method))
                .stream()
                        .map(verb -> new Arrival(
                                method,
                                verb,
                                Stream.concat(
                                                before.method(method.path(), verb).stream(),
                                                moved.stream()
                                                        .flatMap(other -> before.method(other.text(), verb).stream()))
                                        .distinct()
                                        .toList()))
                        .toList();
    }

    private List<Opening> all(Collection<MethodKey> coming) {
        var openings = new ArrayList<Opening>();
        for (var method : new TreeSet<>(coming)) {
            opening(method).ifPresent(openings::add);
        }
        return List.copyOf(openings);
    }

    private Optional<Opening> opening(MethodKey method) {
        var then = after.methods().get(method);
        if (then == null) {
            return Optional.empty();
        }
        var called = after.resources().verbsOf(method);
        var moved = movedTo(after.resources().template(method.path())).toList();
        Optional<Opening> own = Optional.empty();
        for (var verb : called) {
            var words = moved.stream()
                    .flatMap(other -> before.method(other.text(), verb).stream())
                    .flatMap(now -> opens(now, then).stream())
                    .findFirst();
            if (words.isPresent()) {
                return words.map(text -> new Opening(method, true, text));
            }
            own = own.or(() -> before.method(method.path(), verb)
                    .flatMap(now -> opens(now, then))
                    .map(text -> new Opening(method, false, text)));
        }
        if (own.isPresent()) {
            return own;
        }
        var isNew = called.stream().anyMatch(verb -> !verb.equals(PREFLIGHT) && isNew(method.path(), verb, moved));
        return isNew && then.isOpen() && !then.keyRequired()
                ? Optional.of(new Opening(method, false, "new -> NONE"))
                : Optional.empty();
    }

    /** Whether some calls of a resource come to nothing now: no resource takes all of them, or one without such a method takes some. */
    private boolean isNew(String path, String verb, List<PathTemplate> moved) {
        if (moved.stream().anyMatch(other -> before.method(other.text(), verb).isEmpty())) {
            return true;
        }
        var resource = after.resources().template(path);
        return before.method(path, verb).isEmpty()
                && before.resources().all().stream()
                        .noneMatch(other -> other.covers(resource)
                                && before.method(other.text(), verb).isPresent()
                                && before.resources().mayRoute(resource, other));
    }

    /** Other resources that take calls now which a resource will take: what two resources share changes only where one comes or goes. */
    private Stream<PathTemplate> movedTo(PathTemplate resource) {
        var stays = before.resources().has(resource.text());
        return before.resources().all().stream()
                .filter(other -> !other.text().equals(resource.text()))
                .filter(other -> !stays || !after.resources().has(other.text()))
                .filter(other -> other.common(resource)
                        .filter(common -> before.resources().mayRoute(common, other)
                                && after.resources().mayRoute(common, resource))
                        .isPresent());
    }

    private static Optional<String> opens(MethodState now, MethodState then) {
        if (now.isClosedBy(then)) {
            return Optional.empty();
        }
        if (!now.isOpen() && !now.authorization().equals(then.authorization())) {
            return Optional.of(now.authorization() + " -> " + then.authorization());
        }
        return Optional.of(
                now.keyRequired() && !then.keyRequired() ? "key required -> not required" : "another authorizer");
    }
}
