// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.snapshot;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which deletions are more at once than is plausible. They are counted by tenant, so that no tenant holds another: more than 20 of one
 * within the window, or more than 20 of at least three, of which each counts at most eight. Only namespaces with more than three of
 * them are held.
 */
final class MassDeletion {

    private static final int FEW = 20;
    private static final int ALWAYS = 3;
    private static final int MOST_OF_ONE = 8;
    private static final int SEVERAL = 3;

    /**
     * A requested deletion.
     *
     * @param tenant it counts for
     * @param at to the second
     */
    record Deletion(String tenant, String namespace, Instant at) {}

    private record Place(String tenant, String namespace) {}

    private record Span(Instant from, Instant to) {
        boolean covers(Instant at) {
            return !at.isBefore(from) && !at.isAfter(to);
        }
    }

    private final Map<Place, List<Span>> spans = new HashMap<>();

    /** Looks at every stretch of the window's length that begins with a deletion: any other holds no more than one of them. */
    MassDeletion(List<Deletion> deletions, Duration window) {
        if (deletions.size() <= FEW) {
            return;
        }
        var sorted =
                deletions.stream().sorted(Comparator.comparing(Deletion::at)).toList();
        var counts = new TreeMap<String, Map<String, Integer>>();
        var end = 0;
        for (var begin = 0; begin < sorted.size(); begin++) {
            var from = sorted.get(begin).at();
            var to = from.plus(window);
            for (; end < sorted.size() && !sorted.get(end).at().isAfter(to); end++) {
                count(counts, sorted.get(end), 1);
            }
            // Of many in one second only the first begins a span of its own.
            if ((begin == 0 || sorted.get(begin - 1).at().isBefore(from)) && end - begin > FEW) {
                var span = new Span(from, to);
                held(counts).forEach(place -> hold(place, span));
            }
            count(counts, sorted.get(begin), -1);
        }
    }

    /** Whether a deletion is held. */
    boolean holds(Deletion deletion) {
        return spans.getOrDefault(new Place(deletion.tenant(), deletion.namespace()), List.of()).stream()
                .anyMatch(span -> span.covers(deletion.at()));
    }

    private void hold(Place place, Span span) {
        var known = spans.computeIfAbsent(place, _ -> new ArrayList<>());
        if (!known.isEmpty() && !span.from().isAfter(known.getLast().to())) {
            known.set(known.size() - 1, new Span(known.getLast().from(), span.to()));
        } else {
            known.add(span);
        }
    }

    private static void count(Map<String, Map<String, Integer>> counts, Deletion one, int more) {
        counts.computeIfAbsent(one.tenant(), _ -> new TreeMap<>()).merge(one.namespace(), more, Integer::sum);
    }

    private static Set<Place> held(Map<String, Map<String, Integer>> counts) {
        var many = new HashSet<String>();
        var several = new TreeMap<String, Integer>();
        counts.forEach((tenant, namespaces) -> {
            var all = sum(namespaces);
            if (all > FEW) {
                many.add(tenant);
            }
            if (all > ALWAYS) {
                several.put(tenant, Math.min(all, MOST_OF_ONE));
            }
        });
        if (apart(several.keySet(), counts) >= SEVERAL && sum(several) > FEW) {
            many.addAll(several.keySet());
        }
        var held = new HashSet<Place>();
        for (var tenant : many) {
            counts.getOrDefault(tenant, Map.of()).forEach((namespace, number) -> {
                if (number > ALWAYS) {
                    held.add(new Place(tenant, namespace));
                }
            });
        }
        return held;
    }

    /** How many of the tenants are independent of each other: entries that one namespace has to itself are one team. */
    private static int apart(Set<String> tenants, Map<String, Map<String, Integer>> counts) {
        var teams = new ArrayList<Set<String>>();
        for (var tenant : tenants) {
            var namespaces = new HashSet<String>();
            counts.getOrDefault(tenant, Map.of()).forEach((namespace, number) -> {
                if (number > 0) {
                    namespaces.add(namespace);
                }
            });
            for (var others = teams.iterator(); others.hasNext(); ) {
                var team = others.next();
                if (team.stream().anyMatch(namespaces::contains)) {
                    namespaces.addAll(team);
                    others.remove();
                }
            }
            teams.add(namespaces);
        }
        return teams.size();
    }

    private static int sum(Map<String, Integer> numbers) {
        return numbers.values().stream().mapToInt(Integer::intValue).sum();
    }
}
