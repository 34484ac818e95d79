// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.world;

import dev.apiaccess.model.ExistingAlarm;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.Place;
import dev.apiaccess.model.UnitKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One listing of the alarms of an account and region whose names begin as ours do.
 *
 * @param alarms by the unit that they belong to, or have a name of
 * @param isAsked whether CloudWatch was asked: it is where some object has alarms
 * @param unread what keeps them from being listed, a clause; empty where nothing does
 */
public record AlarmSlice(
        String accountId,
        String region,
        Instant beganAt,
        Map<UnitKey.AlarmUnit, List<ExistingAlarm>> alarms,
        boolean isAsked,
        String unread)
        implements Slice {

    public AlarmSlice {
        alarms = Map.copyOf(alarms);
    }

    @Override
    public Operation.Service service() {
        return Operation.Service.CLOUDWATCH;
    }

    @Override
    public Place place() {
        return new Place(accountId, region);
    }

    @Override
    public Stream<UnitKey> units() {
        return alarms.keySet().stream().map(unit -> unit);
    }

    @Override
    public Observed of(UnitKey unit) {
        return unit instanceof UnitKey.AlarmUnit one
                ? new Observed.Alarms(alarms.getOrDefault(one, List.of()))
                : unit.nothing();
    }

    /** What nobody asked for, or could not be listed, is not known to be absent. */
    @Override
    public boolean knows(UnitKey unit) {
        return isAsked && unread.isEmpty();
    }
}
