// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import dev.apiaccess.iam.PathTemplate;
import dev.apiaccess.iam.Statement;
import dev.apiaccess.model.MethodKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Paths of few parts, all of whose calls are written out, and API Gateway's choice of a resource as plainly as it can be said. */
final class SmallWorld {

    static final List<String> VERBS = List.of("GET", "POST", "OPTIONS");
    private static final List<String> PARTS = List.of("a", "b", "{x}");

    private SmallWorld() {}

    /** A call. */
    record Call(String verb, String path) {

        /** {@code GET /a/b}. */
        static Call of(String text) {
            var space = text.indexOf(' ');
            return new Call(text.substring(0, space), text.substring(space + 1));
        }
    }

    /** The resources that a statement names. */
    static List<String> patterns(Statement statement) {
        return Objects.requireNonNull(statement.resources()).patterns();
    }

    static List<Call> calls() {
        var paths = new ArrayList<String>();
        paths.add("/");
        var texts = List.of("a", "b", "c");
        for (var one : texts) {
            paths.add("/" + one);
            for (var two : texts) {
                paths.add("/" + one + "/" + two);
                for (var three : texts) {
                    paths.add("/" + one + "/" + two + "/" + three);
                }
            }
        }
        return paths.stream()
                .flatMap(path -> VERBS.stream().map(verb -> new Call(verb, path)))
                .toList();
    }

    static String path(Random random) {
        var path = new StringBuilder();
        var length = random.nextInt(4);
        for (var index = 0; index < length; index++) {
            var last = index == length - 1;
            path.append('/').append(last && random.nextInt(4) == 0 ? "{y+}" : PARTS.get(random.nextInt(PARTS.size())));
        }
        return path.isEmpty() ? "/" : path.toString();
    }

    /** Methods as API Gateway takes them: no two resources of one shape. */
    static Set<MethodKey> methods(Random random) {
        var methods = new TreeSet<MethodKey>();
        for (var index = random.nextInt(5); index >= 0; index--) {
            var path = path(random);
            var verb = random.nextInt(3) == 0 ? "ANY" : VERBS.get(random.nextInt(VERBS.size()));
            methods.add(new MethodKey(path, verb));
        }
        return methods;
    }

    static boolean fits(PathTemplate template, String path) {
        var pattern = new StringBuilder();
        for (var part : template.parts()) {
            pattern.append('/')
                    .append(part.endsWith("+}") ? ".+" : part.startsWith("{") ? "[^/]+" : Pattern.quote(part));
        }
        return path.matches(pattern.isEmpty() ? "/" : pattern.toString());
    }

    /** The method that a call comes to: the most precise resource, then the verb before ANY. */
    static Optional<MethodKey> routed(Call call, Set<MethodKey> methods) {
        return methods.stream()
                .map(MethodKey::path)
                .distinct()
                .filter(path -> fits(new PathTemplate(path), call.path()))
                .max(Comparator.comparing(SmallWorld::rank))
                .flatMap(path -> methods.stream()
                        .filter(one -> one.path().equals(path))
                        .filter(one ->
                                one.verb().equals(call.verb()) || one.verb().equals("ANY"))
                        .min(Comparator.comparing(one -> one.verb().equals("ANY"))));
    }

    private static String rank(String path) {
        return (path.contains("{") ? "0" : "1")
                + new PathTemplate(path)
                        .parts().stream()
                                .map(part -> part.endsWith("+}") ? "0" : part.startsWith("{") ? "1" : "2")
                                .reduce("", String::concat);
    }
}
