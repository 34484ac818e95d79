// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.desired;

import dev.apiaccess.model.Digest;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.protect.StageWish;
import dev.apiaccess.protect.Wanted;
import java.util.Collection;
import java.util.Set;
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
 * @param served of what the stages serve, whichever there are
 * @param set marks of stages that were set like that: in a stage that comes later it is work
 * @param marks of methods, of what a stage serves and of its alarms ({@link AppliedMarks}), each noted by itself
 */
public record AppliedProtection(
        String policy, String settings, String served, SortedSet<String> set, SortedSet<String> marks) {

    static final int MARK_LENGTH = 5;

    /** What has room in status; the settings of stages beyond them are put right whatever others make of them. */
    private static final int MOST_MARKS = 40;

    private static final int LENGTH = 12;

    /** Where no stage was set. */
    public AppliedProtection(String policy, String settings, String served) {
        this(policy, settings, served, new TreeSet<>());
    }

    /** Where nothing is noted by itself. */
    public AppliedProtection(String policy, String settings, String served, SortedSet<String> set) {
        this(policy, settings, served, set, new TreeSet<>());
    }

    /** Nothing was brought about. */
    public static final AppliedProtection NONE = new AppliedProtection("", "", "");

    public AppliedProtection {
        set = first(set, MOST_MARKS);
        marks = first(marks, MOST_MARKS - set.size());
    }

    private static SortedSet<String> first(SortedSet<String> marks, int most) {
        return marks.stream().limit(most).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The same without some marks. */
    AppliedProtection without(Collection<String> some) {
        var others = new TreeSet<>(marks);
        others.removeAll(Set.copyOf(some));
        return new AppliedProtection(policy, settings, served, set, others);
    }

    /** The mark of a stage, by which it is noted. */
    public static String mark(String stage) {
        return Digest.of(MARK_LENGTH, stage);
    }

    /** How many marks there is room for beside those of stages. */
    static int room(SortedSet<String> stages) {
        return Math.max(0, MOST_MARKS - stages.size());
    }

    /**
     * What is wanted, as if it were brought about.
     *
     * @param followed methods whose time has come or is past, with what is declared of them: also where nothing is left to do
     */
    static AppliedProtection of(
            Wanted wanted, StageWish settings, SortedMap<MethodKey, String> followed, AppliedMarks marks) {
        return new AppliedProtection(
                Digest.of(LENGTH, "p" + wanted.statements()),
                Digest.of(LENGTH, "s" + settings),
                served(wanted, followed),
                wanted.stages().stream().map(AppliedProtection::mark).collect(Collectors.toCollection(TreeSet::new)),
                marks.all());
    }

    /** What every stage serves then. */
    static String served(Wanted wanted, SortedMap<MethodKey, String> followed) {
        return Digest.of(LENGTH, "d" + wanted.statements() + followed);
    }

    /** The form in status. */
    public String text() {
        var text = policy + "." + settings + "." + served;
        return set.isEmpty() && marks.isEmpty()
                ? text
                : text + "." + String.join("", set) + (marks.isEmpty() ? "" : "." + String.join("", marks));
    }

    static AppliedProtection parse(String text) {
        var first = text.indexOf('.');
        var second = text.indexOf('.', first + 1);
        if (first < 0 || second < 0) {
            return NONE;
        }
        var third = end(text, second);
        var fourth = end(text, third);
        return new AppliedProtection(
                text.substring(0, first),
                text.substring(first + 1, second),
                text.substring(second + 1, third),
                marks(text, third, fourth),
                marks(text, fourth, end(text, fourth)));
    }

    /** Where the part after a point ends. */
    private static int end(String text, int point) {
        var next = point >= text.length() ? -1 : text.indexOf('.', point + 1);
        return next < 0 ? text.length() : next;
    }

    private static SortedSet<String> marks(String text, int point, int end) {
        var marks = new TreeSet<String>();
        for (var from = point + 1; from + MARK_LENGTH <= end; from += MARK_LENGTH) {
            marks.add(text.substring(from, from + MARK_LENGTH));
        }
        return marks;
    }
}
