// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.desired.Desired;
import dev.apiaccess.model.LostStatement;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.world.Outcome;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The results of writing some units, at one moment.
 *
 * @param units by unit; one that is not named was never tried
 */
public record Tried(Map<UnitKey, Unit> units) {

    /**
     * The result of writing one unit.
     *
     * @param outcome how the last attempt went, empty when there was none
     * @param lastWrite when AWS last took a change, empty when none since this process started
     * @param unanswered what was tried when a call had an unknown effect; empty when the unit was read since
     * @param lost what of others went with the last writes, the newest first
     */
    public record Unit(
            Optional<Outcome> outcome,
            Optional<Instant> lastWrite,
            Optional<Desired> unanswered,
            List<LostStatement> lost) {

        private static final Unit NEVER = new Unit(Optional.empty(), Optional.empty(), Optional.empty(), List.of());
    }

    public Tried {
        units = Map.copyOf(units);
    }

    /** The present results for some units. */
    static Tried of(Collection<? extends UnitKey> units, Attempts attempts) {
        var tried = new HashMap<UnitKey, Unit>();
        units.forEach(unit -> tried.put(
                unit,
                new Unit(
                        attempts.outcome(unit),
                        attempts.lastWrite(unit),
                        attempts.unanswered(unit),
                        attempts.lost(unit))));
        return new Tried(tried);
    }

    /** How the last attempt at a unit went, empty when there was none. */
    Optional<Outcome> outcome(UnitKey unit) {
        return of(unit).outcome();
    }

    /** When AWS last took a change of a unit. */
    Optional<Instant> lastWrite(UnitKey unit) {
        return of(unit).lastWrite();
    }

    /** What of others went with the last writes of a unit, the newest first. */
    List<LostStatement> lost(UnitKey unit) {
        return of(unit).lost();
    }

    /** What was tried of a unit when a call had an unknown effect. */
    Optional<Desired> unanswered(UnitKey unit) {
        return of(unit).unanswered();
    }

    /** Whether AWS refused what was tried last. */
    boolean isRefused(UnitKey unit) {
        return outcome(unit).filter(OutcomeReasons::isRefusal).isPresent();
    }

    private Unit of(UnitKey unit) {
        return units.getOrDefault(unit, Unit.NEVER);
    }
}
