// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.model.Place;
import dev.apiaccess.model.Priority;
import dev.apiaccess.model.UnitKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The result of a look at one object.
 *
 * @param status the desired status
 * @param submit units to hand to the executor once the status is written
 * @param apis ids of the APIs whose stages have to be read
 * @param again when to look again without an event
 * @param notes events that no condition reports
 * @param keys what is to be done for the keys of a grant before the status is written
 * @param unowned things seen that no object wants, empty where the look says nothing about that
 * @param looked whether anything was found out, so that {@code apis} says something
 * @param asking the account whose next look will say more; empty where it says no more than the last
 */
public record Assessment<S>(
        S status,
        Map<UnitKey, Priority> submit,
        Map<Place, Set<String>> apis,
        Optional<Duration> again,
        List<Note> notes,
        KeyWork keys,
        Optional<UnownedUnits> unowned,
        boolean looked,
        Optional<String> asking) {

    public Assessment(S status, Map<UnitKey, Priority> submit, Map<Place, Set<String>> apis, Optional<Duration> again) {
        this(status, submit, apis, again, List.of());
    }

    Assessment(
            S status,
            Map<UnitKey, Priority> submit,
            Map<Place, Set<String>> apis,
            Optional<Duration> again,
            List<Note> notes) {
        this(status, submit, apis, again, notes, KeyWork.NONE, Optional.empty(), true, Optional.empty());
    }

    /** The same, with work for keys. */
    Assessment<S> with(KeyWork work) {
        return new Assessment<>(status, submit, apis, again, notes, work, unowned, looked, asking);
    }

    /** The same, with things that no object wants. */
    Assessment<S> with(UnownedUnits seen) {
        return new Assessment<>(status, submit, apis, again, notes, keys, Optional.of(seen), looked, asking);
    }

    /** The same, which the next look at an account will say more of. */
    Assessment<S> asking(Optional<String> accountId) {
        return new Assessment<>(status, submit, apis, again, notes, keys, unowned, looked, accountId);
    }

    /** The same, to be looked at again after that time at the latest. */
    public Assessment<S> again(Duration in) {
        return new Assessment<>(status, submit, apis, Optional.of(in), notes, keys, unowned, looked, asking);
    }

    /** No change: nothing newer is known than what the status says. */
    public static <S> Assessment<S> unchanged(S status) {
        return new Assessment<>(
                status,
                Map.of(),
                Map.of(),
                Optional.empty(),
                List.of(),
                KeyWork.NONE,
                Optional.empty(),
                false,
                Optional.empty());
    }

    /** No change, to be looked at again. */
    public static <S> Assessment<S> unchanged(S status, Duration again) {
        return new Assessment<>(
                status,
                Map.of(),
                Map.of(),
                Optional.of(again),
                List.of(),
                KeyWork.NONE,
                Optional.empty(),
                false,
                Optional.empty());
    }

    public Assessment {
        submit = Map.copyOf(submit);
        apis = Map.copyOf(apis);
        notes = List.copyOf(notes);
    }
}
