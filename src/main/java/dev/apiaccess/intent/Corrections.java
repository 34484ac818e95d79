// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import dev.apiaccess.api.CommonSpec;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.Correction;
import dev.apiaccess.api.DriftPolicy;
import dev.apiaccess.api.ObjectStatus;
import dev.apiaccess.api.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Detects that others write what we write. Two writers that correct each other would do so forever; after three corrections of one
 * field within the window the operator stops and says so in status, until the window has passed.
 */
public final class Corrections {

    private static final int MOST = 3;
    private static final int MOST_FIELDS = 20;

    private Corrections() {}

    /** Whether status says that a field is contested: nothing is corrected then, whatever asks for it. */
    public static boolean contested(@Nullable ObjectStatus status) {
        return status != null
                && StatusConditions.find(status.conditions(), ConditionType.Drifted)
                        .filter(drifted -> Reason.Contested.name().equals(drifted.getReason()))
                        .isPresent();
    }

    /** Whether drift is corrected. Edits of the object's owner are written in any case. */
    public static boolean made(CommonSpec spec, @Nullable ObjectStatus status) {
        return Defaults.drift(spec) != DriftPolicy.Report && !contested(status);
    }

    /**
     * Whether the record of what was applied is lost while drift is only reported. What is in AWS then counts as applied, and
     * differences as drift: a write would revert what others may have changed on purpose. Such an object writes nothing before it has a
     * status, so without one it never did.
     */
    public static boolean forgotten(CommonSpec spec, @Nullable ObjectStatus status) {
        return Defaults.drift(spec) == DriftPolicy.Report && unseen(status);
    }

    /** Whether we never wrote this status: the schema gives a new object the observed generation -1. */
    public static boolean unseen(@Nullable ObjectStatus status) {
        var observed = status == null ? null : status.observedGeneration();
        return observed == null || observed < 0;
    }

    /**
     * When the first of the drifted fields may be corrected again; empty when all of them may be now.
     *
     * @param lines of drift, {@code field: found (want wanted)}
     */
    public static Optional<Instant> untilWhen(
            List<Correction> corrections, Collection<String> lines, Duration window, Instant now) {
        var fields = fields(lines);
        return corrections.stream()
                .filter(one -> one.field() != null
                        && fields.contains(one.field())
                        && one.times().size() >= MOST)
                .map(one -> Instant.parse(one.times().getFirst()).plus(window))
                .filter(now::isBefore)
                .max(Instant::compareTo);
    }

    /** The corrections, extended by those that just succeeded; of each field the last ones, of the fields those corrected last. */
    public static List<Correction> with(List<Correction> before, Collection<String> lines, Instant now) {
        var time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        var all = new LinkedHashMap<String, Correction>();
        before.forEach(one -> all.put(String.valueOf(one.field()), one));
        for (var field : fields(lines)) {
            var earlier = all.remove(field);
            var times = new ArrayList<String>(earlier == null ? List.of() : earlier.times());
            times.add(time);
            all.put(field, new Correction(field, times.subList(Math.max(0, times.size() - MOST), times.size())));
        }
        var list = List.copyOf(all.values());
        return list.subList(Math.max(0, list.size() - MOST_FIELDS), list.size());
    }

    /** The fields named in lines of drift. */
    public static Set<String> fields(Collection<String> lines) {
        var fields = new TreeSet<String>();
        for (var line : lines) {
            var end = line.indexOf(": ");
            fields.add(end < 0 ? line : line.substring(0, end));
        }
        return fields;
    }
}
