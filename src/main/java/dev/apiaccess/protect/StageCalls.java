// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.PathTemplate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a stage as texts {@code GET/items/1}, and which of them come to which method. Whether a pattern of a policy meets a method is
 * decided on the languages of both: the pattern, the path of the method, and without the paths of all resources that win over it. Paths
 * with two slashes in a row or one at their end are left out: AWS does not say where such calls come to.
 */
final class StageCalls {

    private static final char FILLER = 'x';

    private final List<Method> methods;
    private final Map<String, PathTemplate> resources = new HashMap<>();

    StageCalls(List<Method> methods) {
        this.methods = List.copyOf(methods);
        methods.forEach(method -> resources.put(method.key().path(), method.path()));
    }

    /** The verbs of calls that come to a method: {@code ANY} takes what no method of its own has. */
    Set<String> verbsOf(Method method) {
        if (!method.key().verb().equals(MethodRule.ANY)) {
            return Set.of(method.key().verb());
        }
        var verbs = new TreeSet<>(ExecuteApi.VERBS);
        methods.stream()
                .filter(other -> other.key().path().equals(method.key().path()))
                .forEach(other -> verbs.remove(other.key().verb()));
        return verbs;
    }

    /**
     * A shortest call that a pattern allows and that comes to a method, {@code GET /items/1/secret}; empty where there is none.
     *
     * @param pattern verb and path, in which {@code *} crosses slashes
     */
    Optional<String> meeting(String pattern, Method method) {
        var winners = resources.values().stream()
                .filter(other -> other.winsOver(method.path()))
                .filter(other -> other.common(method.path()).isPresent())
                .toList();
        for (var verb : verbsOf(method)) {
            var found = new Search(pattern, verb, method.path(), winners).find();
            if (found.isPresent()) {
                return found.map(text -> verb + " " + text.substring(verb.length()));
            }
        }
        return Optional.empty();
    }

    /**
     * How far each pattern has come with a text.
     *
     * @param isBehindSlash whether the text ends with a slash
     */
    private record State(BitSet allowed, BitSet wanted, List<BitSet> others, boolean isBehindSlash) {}

    private record Step(@Nullable State from, char by) {}

    private static final class Search {

        private final Pattern allowed;
        private final Pattern wanted;
        private final List<Pattern> others;
        private final Set<Character> alphabet;
        private final boolean isRoot;
        private final Map<State, Step> seen = new HashMap<>();

        Search(String pattern, String verb, PathTemplate path, List<PathTemplate> winners) {
            isRoot = path.parts().isEmpty();
            allowed = Pattern.ofPolicy(pattern);
            wanted = Pattern.ofPath(verb, path);
            others = winners.stream().map(one -> Pattern.ofPath(verb, one)).toList();
            alphabet = new LinkedHashSet<>(List.of(FILLER, '/'));
            var texts = new ArrayList<String>();
            texts.add(pattern);
            texts.add(verb + path.text());
            winners.forEach(one -> texts.add(one.text()));
            texts.forEach(text -> text.chars()
                    .filter(character -> "*{}+".indexOf(character) < 0)
                    .forEach(character -> alphabet.add((char) character)));
        }

        Optional<String> find() {
            var waiting = new ArrayDeque<State>();
            var first = new State(
                    allowed.start(),
                    wanted.start(),
                    others.stream().map(Pattern::start).toList(),
                    false);
            seen.put(first, new Step(null, ' '));
            waiting.add(first);
            while (!waiting.isEmpty()) {
                var here = waiting.remove();
                if (isFound(here)) {
                    return Optional.of(walked(here));
                }
                for (var character : alphabet) {
                    if (character == '/' && here.isBehindSlash()) {
                        continue;
                    }
                    var next = next(here, character);
                    if (!next.allowed().isEmpty() && !next.wanted().isEmpty() && !seen.containsKey(next)) {
                        seen.put(next, new Step(here, character));
                        waiting.add(next);
                    }
                }
            }
            return Optional.empty();
        }

        private boolean isFound(State state) {
            if (!allowed.ends(state.allowed()) || !wanted.ends(state.wanted()) || (state.isBehindSlash() && !isRoot)) {
                return false;
            }
            for (var index = 0; index < others.size(); index++) {
                if (others.get(index).ends(state.others().get(index))) {
                    return false;
                }
            }
            return true;
        }

        private State next(State state, char character) {
            var after = new ArrayList<BitSet>(others.size());
            for (var index = 0; index < others.size(); index++) {
                after.add(others.get(index).after(state.others().get(index), character));
            }
            return new State(
                    allowed.after(state.allowed(), character),
                    wanted.after(state.wanted(), character),
                    after,
                    character == '/');
        }

        private String walked(State end) {
            var text = new StringBuilder();
            var step = seen.get(end);
            while (step != null && step.from() != null) {
                text.append(step.by());
                step = seen.get(step.from());
            }
            return text.reverse().toString();
        }
    }
}
