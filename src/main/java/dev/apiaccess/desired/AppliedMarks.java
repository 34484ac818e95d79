// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.desired;

import dev.apiaccess.api.ApiAlarm;
import dev.apiaccess.model.Digest;
import dev.apiaccess.model.MethodKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Short digests of single things as they are declared: noted where one was in force, they tell what of it others changed when the rest is
 * edited, or when a stage comes. What there is no room for is not noted, and is put right with every edit.
 *
 * @param served by stage, of what it serves
 * @param alarms by stage, of all its alarms
 * @param methods of each, of what is declared of it; where there is no room for all, of all methods of its rule together
 */
record AppliedMarks(
        SortedMap<String, String> served, SortedMap<String, String> alarms, SortedMap<MethodKey, String> methods) {

    AppliedMarks {
        served = new TreeMap<>(served);
        alarms = new TreeMap<>(alarms);
        methods = new TreeMap<>(methods);
    }

    /**
     * The marks of what is declared.
     *
     * @param served digest of what the stages serve
     * @param declared the alarms of each stage
     * @param followed methods, with what is declared of them
     * @param rule of a method
     */
    static AppliedMarks of(
            SortedSet<String> stages,
            String served,
            List<ApiAlarm> declared,
            SortedMap<MethodKey, String> followed,
            Function<MethodKey, String> rule) {
        var room = AppliedProtection.room(stages);
        var ofStages = new TreeMap<String, String>();
        stages.stream().limit(room).forEach(stage -> ofStages.put(stage, mark("served", stage, served)));
        var ofAlarms = new TreeMap<String, String>();
        if (!declared.isEmpty()) {
            var texts = "" + texts(declared);
            stages.stream()
                    .limit(room - ofStages.size())
                    .forEach(stage -> ofAlarms.put(stage, mark("alarms", stage, texts)));
        }
        return new AppliedMarks(ofStages, ofAlarms, methods(followed, rule, room - ofStages.size() - ofAlarms.size()));
    }

    private static SortedMap<MethodKey, String> methods(
            SortedMap<MethodKey, String> followed, Function<MethodKey, String> rule, int room) {
        var marks = new TreeMap<MethodKey, String>();
        if (followed.size() <= room) {
            followed.forEach((method, asks) -> marks.put(method, mark("method", "" + method, asks)));
            return marks;
        }
        var rules = new TreeMap<String, List<MethodKey>>();
        followed.keySet()
                .forEach(method -> rules.computeIfAbsent(rule.apply(method), _ -> new ArrayList<>())
                        .add(method));
        rules.values().stream().limit(room).forEach(some -> {
            var together = new TreeMap<>(followed);
            together.keySet().retainAll(some);
            var mark = mark("methods", "" + together, "");
            some.forEach(method -> marks.put(method, mark));
        });
        return marks;
    }

    private static String mark(String kind, String thing, String declared) {
        return Digest.of(AppliedProtection.MARK_LENGTH, kind, thing, declared);
    }

    /** Their order in the object says nothing. */
    private static List<String> texts(List<ApiAlarm> alarms) {
        return alarms.stream()
                .map(one -> one.name() + " " + one.metric() + " " + one.above() + " " + one.within() + " "
                        + one.topics().stream().sorted().toList())
                .sorted()
                .toList();
    }

    SortedSet<String> all() {
        var all = new TreeSet<>(served.values());
        all.addAll(alarms.values());
        all.addAll(methods.values());
        return all;
    }

    /** Whether what is declared of a method was in force once. */
    boolean isMethodIn(MethodKey method, AppliedProtection before) {
        return isIn(methods.get(method), before);
    }

    /** Stages that served once what they are to serve. */
    SortedSet<String> servedIn(AppliedProtection before) {
        return in(served, before);
    }

    /** Stages whose alarms were once as they are declared. */
    SortedSet<String> alarmsIn(AppliedProtection before) {
        return in(alarms, before);
    }

    private static SortedSet<String> in(Map<String, String> marks, AppliedProtection before) {
        var in = new TreeSet<String>();
        marks.forEach((stage, mark) -> {
            if (isIn(mark, before)) {
                in.add(stage);
            }
        });
        return in;
    }

    private static boolean isIn(@Nullable String mark, AppliedProtection before) {
        return mark != null && before.marks().contains(mark);
    }

    /**
     * The marks to note: those that are noted and hold still, and what is in force now.
     *
     * @param stages those that serve what they are to serve
     * @param alarmed those whose alarms are as declared
     * @param inForce methods; of those that are noted together all have to be
     */
    SortedSet<String> noted(
            AppliedProtection before,
            SortedSet<String> stages,
            SortedSet<String> alarmed,
            SortedSet<MethodKey> inForce) {
        var noted = new TreeSet<>(before.marks());
        noted.retainAll(all());
        stages.forEach(stage -> Optional.ofNullable(served.get(stage)).ifPresent(noted::add));
        alarmed.forEach(stage -> Optional.ofNullable(alarms.get(stage)).ifPresent(noted::add));
        var off = new TreeSet<String>();
        methods.forEach((method, mark) -> {
            if (!inForce.contains(method)) {
                off.add(mark);
            }
        });
        methods.values().stream().filter(mark -> !off.contains(mark)).forEach(noted::add);
        return noted;
    }
}
