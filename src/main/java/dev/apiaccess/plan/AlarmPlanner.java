// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

import dev.apiaccess.desired.Desired;
import dev.apiaccess.model.Alarm;
import dev.apiaccess.model.ExistingAlarm;
import dev.apiaccess.model.Observed;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Plans the alarms of a protection: each is set as a whole by one call, and those that nobody wants go last. */
final class AlarmPlanner {

    /** How many AWS deletes by one call. */
    private static final int MOST_DELETED = 100;

    private static final String NOT_THERE = "not there";

    private AlarmPlanner() {}

    /** An alarm of others that has the name of a wanted one is left alone, and told by status; so is what others made of ours, where it is to be left. */
    static Plan plan(Desired.Alarms desired, Observed.Alarms observed) {
        var found = byName(observed.existing());
        var foreign = byName(observed.others());
        var changes = new ArrayList<Change>();
        var lines = new ArrayList<Difference>();
        var wanted = new TreeSet<String>();
        for (var alarm : desired.alarms()) {
            wanted.add(alarm.name());
            var existing = found.get(alarm.name());
            if (desired.left().contains(alarm.stage()) || (existing == null && foreign.containsKey(alarm.name()))) {
                continue;
            }
            var fields = existing == null ? settings(alarm) : differences(existing.alarm(), alarm);
            if (!fields.isEmpty()) {
                changes.add(new AlarmChange.PutAlarm(alarm, desired.tags(), existing == null, fields));
                if (existing == null) {
                    lines.add(new Difference("", thing(alarm.name()), NOT_THERE, told(alarm)));
                } else {
                    fields.forEach(field -> lines.add(field.of(thing(alarm.name()))));
                }
            }
        }
        delete(
                observed.existing().stream()
                        .map(one -> one.alarm().name())
                        .filter(name -> !wanted.contains(name))
                        .toList(),
                changes,
                lines);
        return new Plan(changes, lines);
    }

    static Plan delete(Observed.Alarms observed) {
        var changes = new ArrayList<Change>();
        var lines = new ArrayList<Difference>();
        delete(observed.existing().stream().map(one -> one.alarm().name()).toList(), changes, lines);
        return new Plan(changes, lines);
    }

    private static void delete(List<String> names, List<Change> changes, List<Difference> lines) {
        for (var from = 0; from < names.size(); from += MOST_DELETED) {
            changes.add(new AlarmChange.DeleteAlarms(names.subList(from, Math.min(names.size(), from + MOST_DELETED))));
        }
        names.forEach(name -> lines.add(new Difference("", thing(name), "there", "gone")));
    }

    private static SortedMap<String, ExistingAlarm> byName(List<ExistingAlarm> alarms) {
        return alarms.stream()
                .collect(Collectors.toMap(one -> one.alarm().name(), one -> one, (first, _) -> first, TreeMap::new));
    }

    /** A line for each setting that differs, named as CloudWatch names it. */
    static List<Difference> differences(Alarm found, Alarm wanted) {
        var lines = new ArrayList<Difference>();
        compare(lines, "AlarmDescription", found.description(), wanted.description());
        compare(lines, "MetricName", found.metric(), wanted.metric());
        compare(lines, "Dimensions.ApiName", found.apiName(), wanted.apiName());
        compare(lines, "Dimensions.Stage", found.stage(), wanted.stage());
        compare(lines, "Period", "" + found.seconds(), "" + wanted.seconds());
        compare(lines, "Threshold", number(found.above()), number(wanted.above()));
        compare(lines, "AlarmActions", list(found), list(wanted));
        Stream.concat(found.otherwise().keySet().stream(), wanted.otherwise().keySet().stream())
                .distinct()
                .sorted()
                .forEach(setting -> compare(lines, setting, setting(found, setting), setting(wanted, setting)));
        return lines;
    }

    /** What a new alarm is set to. */
    private static List<Difference> settings(Alarm wanted) {
        return List.of(new Difference("", "alarm", NOT_THERE, told(wanted)));
    }

    private static String told(Alarm alarm) {
        return alarm.metric() + " of " + alarm.apiName() + "/" + alarm.stage() + " above " + number(alarm.above())
                + " in " + alarm.seconds() + " s, to " + list(alarm);
    }

    /** How an alarm is named in lines about it: by what follows what all of the object have in common. */
    private static String thing(String name) {
        return "alarms[" + name.substring(name.lastIndexOf('/') + 1) + "]";
    }

    private static String setting(Alarm alarm, String setting) {
        var own = Alarm.ALWAYS.getOrDefault(setting, NOT_THERE);
        var found = alarm.otherwise().getOrDefault(setting, own);
        return found.isEmpty() ? NOT_THERE : found;
    }

    private static void compare(List<Difference> lines, String field, String found, String wanted) {
        if (!found.equals(wanted)) {
            lines.add(new Difference("", field, found.isEmpty() ? "none" : found, wanted.isEmpty() ? "none" : wanted));
        }
    }

    private static String list(Alarm alarm) {
        return String.join(", ", alarm.topics());
    }

    private static String number(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}
