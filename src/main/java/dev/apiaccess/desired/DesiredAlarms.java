// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.desired;

import dev.apiaccess.api.AlarmMetric;
import dev.apiaccess.api.AlarmWindow;
import dev.apiaccess.api.ApiAlarm;
import dev.apiaccess.api.ApiProtection;
import dev.apiaccess.intent.Corrections;
import dev.apiaccess.intent.Ended;
import dev.apiaccess.intent.ProtectionIntent;
import dev.apiaccess.intent.ProtectionIntents;
import dev.apiaccess.intent.Stance;
import dev.apiaccess.model.Alarm;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.snapshot.ObjectStore;
import dev.apiaccess.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.TreeSet;

/** The alarms that a protection declares: one for each of them and each stage that is there. */
public final class DesiredAlarms {

    /** How many an object may have in all, so that its status holds their names. */
    public static final int MOST = 500;

    private final ObjectStore objects;
    private final Naming naming;

    DesiredAlarms(ObjectStore objects, Naming naming) {
        this.objects = objects;
        this.naming = naming;
    }

    /** The unit of what a protection wants. */
    public static UnitKey.AlarmUnit unit(ProtectionIntent intent) {
        return new UnitKey.AlarmUnit(
                intent.accountId(),
                intent.region(),
                intent.owner().namespace(),
                intent.owner().name());
    }

    /** Whether AWS is known to hold alarms of what a protection wants. */
    static boolean areThere(ProtectionIntent intent, Snapshot snapshot) {
        return snapshot.known(unit(intent))
                .filter(known -> known.observed().ours())
                .isPresent();
    }

    /** What the executor may bring about now. */
    Desired of(UnitKey.AlarmUnit unit, Snapshot snapshot) {
        var protection =
                objects.get(ApiProtection.class, unit.namespace(), unit.name()).filter(one -> !Ended.is(one));
        if (protection.isEmpty()) {
            return new Desired.Undecided(unit, "no object wants them: they are reported, not deleted");
        }
        return switch (snapshot.stance(protection.get())) {
            case Stance.Enforced<ProtectionIntent>(var intent)
            when unit(intent).equals(unit) -> enforced(unit, protection.get(), intent, snapshot);
            case Stance.Paused<ProtectionIntent> _ -> new Desired.Undecided(unit, "paused");
            case Stance.Leaving<ProtectionIntent>(var ending)
            when ending == Stance.Ending.DELETE -> new Desired.Absent(unit, unit.ownerTag());
            case Stance.Leaving<ProtectionIntent>(var ending) ->
                new Desired.Undecided(unit, DesiredKeys.endingText(ending));
            case Stance.Planned<ProtectionIntent> _ -> new Desired.Undecided(unit, "mode Plan");
            case Stance.Rejected<ProtectionIntent>(var rejected, var plans) ->
                new Desired.Undecided(unit, plans ? "mode Plan" : rejected.message());
            case Stance.Enforced<ProtectionIntent> _, Stance.Over<ProtectionIntent> _ ->
                new Desired.Undecided(unit, "not decided");
        };
    }

    private Desired enforced(
            UnitKey.AlarmUnit unit, ApiProtection protection, ProtectionIntent intent, Snapshot snapshot) {
        var api = snapshot.protections().api(intent.unit());
        if (api.isEmpty()) {
            return new Desired.Undecided(unit, "its API is gone, or was not read yet");
        }
        var judged = DesiredProtection.judged(protection, intent, api.get(), snapshot);
        var whole = whole(protection, intent, judged.whole().wanted().stages());
        var wanted = Corrections.made(protection.getSpec(), protection.getStatus())
                ? whole
                : whole.leaving(judged.alarmed());
        return wanted.alarms().size() > MOST
                ? new Desired.Undecided(
                        unit, "there would be " + wanted.alarms().size() + " of them")
                : wanted;
    }

    /**
     * All that are declared.
     *
     * @param stages those that are there and covered
     */
    public Desired.Alarms whole(ApiProtection protection, ProtectionIntent intent, Collection<String> stages) {
        var unit = unit(intent);
        var alarms = new ArrayList<Alarm>();
        for (var declared : protection.getSpec().alarms()) {
            for (var stage : stages) {
                alarms.add(alarm(unit, declared, intent, stage));
            }
        }
        return new Desired.Alarms(unit, alarms, naming.tags(ProtectionIntents.owner(protection), intent.uid()));
    }

    /** The name in AWS of an alarm of a protection. */
    public String name(UnitKey.AlarmUnit unit, String alarm, String stage) {
        return naming.alarmName(unit.namespace(), unit.name(), alarm, stage);
    }

    private Alarm alarm(UnitKey.AlarmUnit unit, ApiAlarm declared, ProtectionIntent intent, String stage) {
        return new Alarm(
                name(unit, declared.name(), stage),
                naming.objectDescription(unit.namespace(), unit.name()),
                metric(declared.metric()),
                intent.api().name(),
                stage,
                seconds(declared.within()),
                declared.above(),
                new TreeSet<>(declared.topics()));
    }

    private static String metric(AlarmMetric metric) {
        return switch (metric) {
            case CLIENT_ERRORS -> "4XXError";
            case SERVER_ERRORS -> "5XXError";
            case CALLS, UNKNOWN -> "Count";
        };
    }

    private static int seconds(AlarmWindow within) {
        return switch (within) {
            case MINUTE -> 60;
            case FIVE_MINUTES -> 300;
            case QUARTER -> 900;
            case HOUR, UNKNOWN -> 3600;
        };
    }
}
