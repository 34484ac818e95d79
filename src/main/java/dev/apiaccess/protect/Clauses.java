// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Facts that have to hold together: clauses of which each needs one of its facts, a fact by its number from 1 on, its opposite by the number
 * below zero. Looked for is whether that is possible at all.
 */
final class Clauses {

    /** Whoever writes a policy shapes the search: after so many guesses it counts as possible. */
    private static final int MOST_GUESSES = 2_000;

    private final List<Set<Integer>> all;
    private int guesses;

    Clauses(Collection<Set<Integer>> all) {
        this.all = List.copyOf(all);
    }

    boolean arePossible() {
        guesses = 0;
        return arePossible(all, new HashSet<>());
    }

    private boolean arePossible(List<Set<Integer>> clauses, Set<Integer> known) {
        var open = clauses;
        while (true) {
            var left = left(open, known);
            if (left.isEmpty()) {
                return false;
            }
            open = left.get();
            if (open.isEmpty() || guesses > MOST_GUESSES) {
                return true;
            }
            var only = open.stream().filter(clause -> clause.size() == 1).findFirst();
            if (only.isEmpty()) {
                break;
            }
            known.addAll(only.get());
        }
        guesses++;
        var guess = open.getFirst().iterator().next();
        for (var one : List.of(guess, -guess)) {
            var more = new HashSet<>(known);
            more.add(one);
            if (arePossible(open, more)) {
                return true;
            }
        }
        return false;
    }

    /** The clauses that are not met yet, with what may still meet them; empty where one cannot be met any more. */
    private static Optional<List<Set<Integer>>> left(List<Set<Integer>> clauses, Set<Integer> known) {
        var left = new ArrayList<Set<Integer>>();
        for (var clause : clauses) {
            if (clause.stream().noneMatch(known::contains)) {
                var rest = new HashSet<Integer>();
                clause.stream().filter(fact -> !known.contains(-fact)).forEach(rest::add);
                if (rest.isEmpty()) {
                    return Optional.empty();
                }
                left.add(rest);
            }
        }
        return Optional.of(left);
    }
}
