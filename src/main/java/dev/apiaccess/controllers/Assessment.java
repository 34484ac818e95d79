// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import dev.apiaccess.exec.Priority;
import dev.apiaccess.model.UnitKey;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a look at one object came to.
 *
 * @param status the status it shall have
 * @param submit units to hand to the executor once the status is written
 * @param apis APIs whose stages have to be read, by region
 * @param again when to look again without an event
 */
record Assessment<S>(S status, Map<UnitKey, Priority> submit, Map<String, Set<String>> apis, Optional<Duration> again) {

    /** Nothing can be said yet that would be newer than what the status says. */
    static <S> Assessment<S> unchanged(S status) {
        return new Assessment<>(status, Map.of(), Map.of(), Optional.empty());
    }

    Assessment {
        submit = Map.copyOf(submit);
        apis = Map.copyOf(apis);
    }
}
