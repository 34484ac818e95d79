// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

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
import org.jspecify.annotations.Nullable;

/** Looks for a shortest path that a pattern allows and a resource has, and that no other resource has. */
final class CallSearch {

    /** Whoever shapes an API shapes the search: more than this is not worth an answer, and counts as met. */
    static final int MOST_STATES = 20_000;

    private static final String FILLERS = "xqzjk0123456789~_-";

    private final PathTemplate path;
    private final boolean mayEndInSlash;
    private final Automaton allowed;
    private final Automaton wanted;
    private final List<Automaton> others;
    private final Set<Character> alphabet = new LinkedHashSet<>();
    private final Map<State, Step> seen = new HashMap<>();

    /**
     * How far each pattern has come with a text.
     *
     * @param isBehindSlash whether the text ends with a slash
     */
    private record State(BitSet allowed, BitSet wanted, List<BitSet> others, boolean isBehindSlash) {}

    private record Step(@Nullable State from, char by) {}

    /** @param end a slash where paths are looked for that have one more at their end, else nothing */
    CallSearch(String pattern, PathTemplate path, List<PathTemplate> others, String end) {
        this.path = path;
        mayEndInSlash = path.parts().isEmpty() || !end.isEmpty();
        allowed = Automaton.ofPolicy(pattern);
        wanted = Automaton.ofPath(path, end);
        this.others = others.stream().map(one -> Automaton.ofPath(one, end)).toList();
        var characters = new LinkedHashSet<Character>();
        allowed.characters(characters);
        wanted.characters(characters);
        this.others.forEach(one -> one.characters(characters));
        // Stands for every character that none of them names.
        FILLERS.chars()
                .mapToObj(character -> (char) character)
                .filter(character -> !characters.contains(character))
                .findFirst()
                .ifPresent(alphabet::add);
        alphabet.add('/');
        alphabet.addAll(characters);
    }

    Optional<String> find() {
        var waiting = new ArrayDeque<State>();
        var first = new State(
                allowed.start(),
                wanted.start(),
                others.stream().map(Automaton::start).toList(),
                false);
        seen.put(first, new Step(null, ' '));
        waiting.add(first);
        while (!waiting.isEmpty()) {
            var here = waiting.remove();
            if (isFound(here)) {
                return Optional.of(walked(here));
            }
            if (seen.size() > MOST_STATES) {
                return Optional.of(path.text());
            }
            for (var character : alphabet) {
                var next = character == '/' && here.isBehindSlash() ? null : next(here, character);
                if (next != null && seen.putIfAbsent(next, new Step(here, character)) == null) {
                    waiting.add(next);
                }
            }
        }
        return Optional.empty();
    }

    private boolean isFound(State state) {
        if (!allowed.ends(state.allowed())
                || !wanted.ends(state.wanted())
                || (state.isBehindSlash() && !mayEndInSlash)) {
            return false;
        }
        for (var index = 0; index < others.size(); index++) {
            if (others.get(index).ends(state.others().get(index))) {
                return false;
            }
        }
        return true;
    }

    /** @return null where pattern or resource have no such text */
    private @Nullable State next(State state, char character) {
        var allows = allowed.after(state.allowed(), character);
        var wants = wanted.after(state.wanted(), character);
        if (allows.isEmpty() || wants.isEmpty()) {
            return null;
        }
        var after = new ArrayList<BitSet>(others.size());
        for (var index = 0; index < others.size(); index++) {
            var before = state.others().get(index);
            after.add(before.isEmpty() ? before : others.get(index).after(before, character));
        }
        return new State(allows, wants, after, character == '/');
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
