// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.desired;

import dev.apiaccess.api.ApiAlarm;
import dev.apiaccess.model.Digest;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.protect.StageWish;
import dev.apiaccess.protect.Wanted;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Digests of what a protection brought about, part by part: where AWS differs from a part whose digest is noted, others changed it; where the
 * digest is another one, it is work.
 *
 * @param policy of its statements
 * @param settings of its stages, whichever there are
 * @param served of what the stages serve
 * @param set marks of stages that were set like that: in a stage that comes later it is work
 * @param alarms of what is told of them, whatever the API is called; empty where nothing is
 */
public record AppliedProtection(String policy, String settings, String served, SortedSet<String> set, String alarms) {

    private static final int LENGTH = 12;
    private static final int MARK_LENGTH = 5;

    /** What has room in status; the settings of stages beyond them are put right whatever others make of them. */
    private static final int MOST_MARKS = 40;

    /** Where no stage was set, and nobody is told. */
    public AppliedProtection(String policy, String settings, String served) {
        this(policy, settings, served, new TreeSet<>(), "");
    }

    /** Where nobody is told. */
    public AppliedProtection(String policy, String settings, String served, SortedSet<String> set) {
        this(policy, settings, served, set, "");
    }

    /** Nothing was brought about. */
    public static final AppliedProtection NONE = new AppliedProtection("", "", "", new TreeSet<>());

    public AppliedProtection {
        set = set.stream().limit(MOST_MARKS).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The mark of a stage, by which it is noted. */
    public static String mark(String stage) {
        return Digest.of(MARK_LENGTH, stage);
    }

    /**
     * What is wanted, as if it were brought about.
     *
     * @param alarms that are declared
     * @param followed methods whose time has come or is past, with what is declared of them: also where nothing is left to do
     */
    static AppliedProtection of(
            Wanted wanted, StageWish settings, List<ApiAlarm> alarms, SortedMap<MethodKey, String> followed) {
        return new AppliedProtection(
                Digest.of(LENGTH, "p" + wanted.statements()),
                Digest.of(LENGTH, "s" + settings),
                Digest.of(LENGTH, "d" + wanted.statements() + followed + wanted.stages()),
                wanted.stages().stream().map(AppliedProtection::mark).collect(Collectors.toCollection(TreeSet::new)),
                alarms.isEmpty() ? "" : Digest.of(LENGTH, "a" + texts(alarms) + wanted.stages()));
    }

    /** Their order in the object says nothing. */
    private static List<String> texts(List<ApiAlarm> alarms) {
        return alarms.stream()
                .map(one -> one.name() + " " + one.metric() + " " + one.above() + " " + one.within() + " "
                        + one.topics().stream().sorted().toList())
                .sorted()
                .toList();
    }

    /** The form in status. */
    public String text() {
        var marks = set.isEmpty() && alarms.isEmpty() ? "" : "." + String.join("", set);
        return policy + "." + settings + "." + served + marks + (alarms.isEmpty() ? "" : "." + alarms);
    }

    static AppliedProtection parse(String text) {
        var first = text.indexOf('.');
        var second = text.indexOf('.', first + 1);
        if (first < 0 || second < 0) {
            return NONE;
        }
        var third = text.indexOf('.', second + 1);
        var end = third < 0 ? text.length() : third;
        var fourth = text.indexOf('.', end + 1);
        var last = fourth < 0 ? text.length() : fourth;
        var marks = new TreeSet<String>();
        for (var from = end + 1; from + MARK_LENGTH <= last; from += MARK_LENGTH) {
            marks.add(text.substring(from, from + MARK_LENGTH));
        }
        return new AppliedProtection(
                text.substring(0, first),
                text.substring(first + 1, second),
                text.substring(second + 1, end),
                marks,
                fourth < 0 ? "" : text.substring(fourth + 1));
    }
}
