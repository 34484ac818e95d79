// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.ApiAlarm;
import dev.apiaccess.api.ApiProtection;
import dev.apiaccess.api.Reason;
import dev.apiaccess.desired.Desired;
import dev.apiaccess.desired.DesiredAlarms;
import dev.apiaccess.desired.DesiredProtection;
import dev.apiaccess.intent.ProtectionIntent;
import dev.apiaccess.model.Alarm;
import dev.apiaccess.model.ExistingAlarm;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.AlarmChange;
import dev.apiaccess.plan.Plan;
import dev.apiaccess.plan.Planner;
import dev.apiaccess.snapshot.Snapshot;
import dev.apiaccess.status.ProtectionProblems.Problem;
import dev.apiaccess.status.ProtectionReasons.Weighed;
import dev.apiaccess.status.ProtectionReasons.Weight;
import dev.apiaccess.world.AlarmSlice;
import dev.apiaccess.world.View;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The alarms of a protection as they stand.
 *
 * @param declared their names in AWS by their name in the object
 * @param noted names in AWS that status has
 * @param known what they were seen in; empty while they are not known
 * @param plan the changes that lead to what is declared; none while they are not known
 * @param work the same but for the stages whose alarms were as declared once, so that what differs there is what others changed
 * @param unread what keeps them from being listed, a clause; empty where nothing does
 */
public record AlarmsSeen(
        Desired.Alarms wanted,
        Map<String, Set<String>> declared,
        Set<String> noted,
        Optional<View.Known> known,
        Plan plan,
        Plan work,
        String unread) {

    /** The alarms of a protection; empty where it declares none and made none. */
    static Optional<AlarmsSeen> of(
            ApiProtection protection,
            ProtectionIntent intent,
            DesiredProtection.Judged judged,
            Sources sources,
            Snapshot snapshot) {
        var alarms = protection.getSpec().alarms();
        var noted = noted(protection);
        if (alarms.isEmpty() && noted.isEmpty()) {
            return Optional.empty();
        }
        var stages = judged.whole().wanted().stages();
        var wanted = sources.desired().alarms().whole(protection, intent, stages);
        var known = snapshot.known(wanted.unit());
        var found = known.map(
                one -> one.observed().as(Observed.Alarms.class, wanted.unit().text()));
        return Optional.of(new AlarmsSeen(
                wanted,
                declared(alarms, wanted, stages, sources.desired().alarms()),
                noted,
                known,
                plan(wanted, found),
                plan(wanted.leaving(judged.alarmed()), found),
                sources.world()
                        .alarms(intent.accountId(), intent.region())
                        .map(AlarmSlice::unread)
                        .orElse("")));
    }

    private static Plan plan(Desired.Alarms wanted, Optional<Observed.Alarms> found) {
        return wanted.alarms().size() > DesiredAlarms.MOST
                ? Plan.NOTHING
                : found.map(one -> Planner.plan(wanted, one)).orElse(Plan.NOTHING);
    }

    private static Map<String, Set<String>> declared(
            List<ApiAlarm> alarms, Desired.Alarms wanted, Collection<String> stages, DesiredAlarms names) {
        var declared = new HashMap<String, Set<String>>();
        for (var alarm : alarms) {
            declared.put(
                    alarm.name(),
                    stages.stream()
                            .map(stage -> names.name(wanted.unit(), alarm.name(), stage))
                            .collect(Collectors.toUnmodifiableSet()));
        }
        return Map.copyOf(declared);
    }

    private static Set<String> noted(ApiProtection protection) {
        var status = protection.getStatus();
        return status == null ? Set.of() : Set.copyOf(status.alarms());
    }

    /** The units of a protection about an API. */
    static List<UnitKey> units(ApiProtection protection, Optional<UnitKey.RestApiUnit> api) {
        return api.stream()
                .flatMap(unit -> protection.getSpec().alarms().isEmpty()
                                && noted(protection).isEmpty()
                        ? Stream.of(unit)
                        : Stream.<UnitKey>of(unit, unit(protection, unit)))
                .toList();
    }

    /** What a protection made that goes, as long as AWS is not known to have none of it. */
    static Optional<UnitKey.AlarmUnit> made(ApiProtection protection, Snapshot snapshot) {
        return snapshot.protections()
                .noted(protection)
                .filter(_ -> !noted(protection).isEmpty())
                .map(api -> unit(protection, api))
                .filter(unit -> snapshot.known(unit)
                        .filter(known -> known.observed().absent())
                        .isEmpty());
    }

    private static UnitKey.AlarmUnit unit(ApiProtection protection, UnitKey.RestApiUnit api) {
        var meta = protection.getMetadata();
        return new UnitKey.AlarmUnit(api.accountId(), api.region(), meta.getNamespace(), meta.getName());
    }

    UnitKey.AlarmUnit unit() {
        return wanted.unit();
    }

    private Optional<Observed.Alarms> found() {
        return known.map(one -> one.observed().as(Observed.Alarms.class, unit().text()));
    }

    /** How they differ, by what others changed and by what is work; empty while they are not known. */
    Stream<Findings.UnitState> states(Findings findings) {
        var drift = new ArrayList<>(plan.differences());
        drift.removeAll(work.differences());
        return known.stream()
                .flatMap(one -> Stream.of(
                        findings.state(unit(), drift, true, one, false, true),
                        findings.state(unit(), work.differences(), false, one, false, true)));
    }

    /** Whether the next look at the account says more of them. */
    boolean isAwaited() {
        return known.isEmpty() && unread.isEmpty();
    }

    /** Stages whose alarms are as declared, as far as they may be written. */
    SortedSet<String> set() {
        var set = new TreeSet<String>();
        if (known.isPresent() && !isTooMany()) {
            wanted.alarms().forEach(alarm -> set.add(alarm.stage()));
            puts(plan).forEach(put -> set.remove(put.alarm().stage()));
        }
        return set;
    }

    private static Stream<AlarmChange.PutAlarm> puts(Plan plan) {
        return plan.changes().stream()
                .flatMap(change -> change instanceof AlarmChange.PutAlarm put ? Stream.of(put) : Stream.empty());
    }

    private boolean isTooMany() {
        return wanted.alarms().size() > DesiredAlarms.MOST;
    }

    /** Whether an alarm is there as declared, for each stage. */
    boolean isInForce(String alarm) {
        var names = declared.getOrDefault(alarm, Set.of());
        var off = off();
        return known.isPresent()
                && !isTooMany()
                && !names.isEmpty()
                && names.stream().noneMatch(off::contains);
    }

    /** Names in AWS of those that differ, are not there, or are not ours. */
    private Set<String> off() {
        var off = new HashSet<String>();
        puts(plan).forEach(put -> off.add(put.alarm().name()));
        foreign().map(ExistingAlarm::id).forEach(off::add);
        return off;
    }

    private Stream<ExistingAlarm> foreign() {
        return found().stream().flatMap(one -> one.others().stream());
    }

    /**
     * The names to note: of those that are there, and of those that are about to be made.
     *
     * @param writes whether something may be written for the object now
     */
    List<String> notes(boolean writes) {
        if (known.isEmpty()) {
            return noted.stream().sorted().toList();
        }
        var notes = new TreeSet<String>();
        found().stream()
                .flatMap(one -> one.existing().stream())
                .filter(one -> one.proof().proven() || noted.contains(one.id()))
                .map(ExistingAlarm::id)
                .forEach(notes::add);
        if (writes && !isTooMany()) {
            var others = foreign().map(ExistingAlarm::id).collect(Collectors.toSet());
            wanted.alarms().stream()
                    .map(Alarm::name)
                    .filter(name -> !others.contains(name))
                    .forEach(notes::add);
        }
        return notes.stream().limit(DesiredAlarms.MOST).toList();
    }

    /** What new alarms would cost, for those who see a plan; empty where none is made. */
    Optional<String> bill() {
        var made = plan.changes().stream()
                .filter(change -> change instanceof AlarmChange.PutAlarm put && put.creates())
                .count();
        return made == 0
                ? Optional.empty()
                : Optional.of("CloudWatch bills each alarm by the month: there would be " + made + " more");
    }

    /**
     * What keeps them from being in force, for each that is declared.
     *
     * @param told how the last attempt to write them went
     */
    List<Problem> problems(OutcomeReasons.Told told) {
        var problems = new ArrayList<Problem>();
        declared.keySet().stream()
                .sorted()
                .forEach(alarm -> problem(alarm, told).ifPresent(problems::add));
        return problems;
    }

    private Optional<Problem> problem(String alarm, OutcomeReasons.Told told) {
        var part = "alarm/" + alarm;
        if (isTooMany()) {
            return Optional.of(new Problem(
                    new Weighed(Reason.Invalid, Weight.STALLED),
                    part,
                    "alarms and stages make " + wanted.alarms().size() + " alarms, and an object may have "
                            + DesiredAlarms.MOST + ": declare fewer, or name the stages"));
        }
        if (known.isEmpty()) {
            return Optional.of(
                    unread.isEmpty()
                            ? new Problem(new Weighed(Reason.Pending, Weight.WAITING), part, "alarms are being read")
                            : new Problem(
                                    new Weighed(Reason.AccessDenied, Weight.STALLED),
                                    part,
                                    "alarms could not be listed: " + unread
                                            + ": add it to its policy (apiaccess iam-policy account)"));
        }
        var names = declared.getOrDefault(alarm, Set.of());
        var taken = foreign().filter(one -> names.contains(one.id())).findFirst();
        if (taken.isPresent()) {
            return Optional.of(
                    new Problem(new Weighed(Reason.OwnershipConflict, Weight.STALLED), part, taken(taken.get())));
        }
        if (puts(work).noneMatch(put -> names.contains(put.alarm().name()))) {
            return Optional.empty();
        }
        return Optional.of(new Problem(
                new Weighed(told.reason(), told.stalled() ? Weight.STALLED : Weight.WAITING), part, told.message()));
    }

    private String taken(ExistingAlarm alarm) {
        return "alarm " + alarm.id()
                + " has the name of this one, and its tags do not prove that it is ours; it is left alone. Delete it when nobody"
                + " needs it, or make it ours: aws cloudwatch tag-resource --resource-arn " + alarm.arn()
                + " --tags Key="
                + Naming.TAG_CLUSTER + ",Value="
                + wanted.tags().getOrDefault(Naming.TAG_CLUSTER, "") + " Key=" + Naming.TAG_OWNER + ",Value="
                + unit().ownerTag();
    }
}
