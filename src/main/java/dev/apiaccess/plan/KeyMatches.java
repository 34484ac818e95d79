// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

import dev.apiaccess.desired.Desired;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.Observed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which key of a grant belongs to which of its revisions. API Gateway never shows a value, so the id decides where it was recorded,
 * else the name. What bears the mark and is not ours has no part in it.
 *
 * @param existing for every wanted revision, in order, the key it has
 * @param outdated keys of other revisions, with values that are no longer needed
 * @param copies other keys that are proven by their tags: copied by others
 */
public record KeyMatches(List<Optional<ExistingKey>> existing, List<ExistingKey> outdated, List<ExistingKey> copies) {

    public static KeyMatches of(Desired.Key desired, Observed.Key observed) {
        var left = new ArrayList<>(observed.existing());
        var wanted = desired.revisions();
        var found = new ArrayList<Optional<ExistingKey>>();
        for (var revision : wanted) {
            found.add(revision.id().flatMap(id -> take(left, one -> one.id().equals(id))));
        }
        for (var index = 0; index < wanted.size(); index++) {
            var name = wanted.get(index).key().name();
            if (found.get(index).isEmpty()) {
                found.set(index, take(left, one -> one.key().name().equals(name)));
            }
        }
        var outdated = left.stream().filter(one -> outdated(one, wanted)).toList();
        left.removeAll(outdated);
        if (wanted.size() == 1 && found.getFirst().isEmpty()) {
            // The key was renamed. With two it would be undecided which of them it is.
            found.set(0, take(left, one -> one.proof().proven()));
        }
        return new KeyMatches(List.copyOf(found), outdated, List.copyOf(left));
    }

    private static Optional<ExistingKey> take(List<ExistingKey> from, Predicate<ExistingKey> which) {
        var found = from.stream().filter(which).findFirst();
        found.ifPresent(from::remove);
        return found;
    }

    private static boolean outdated(ExistingKey existing, List<Desired.Key.Revision> wanted) {
        var name = existing.key().name();
        return wanted.stream().noneMatch(one -> one.key().name().equals(name))
                && wanted.stream().anyMatch(one -> {
                    var base = one.key().name().substring(0, one.key().name().lastIndexOf("-r") + 2);
                    return name.startsWith(base)
                            && name.substring(base.length()).matches("[1-9][0-9]*");
                });
    }
}
