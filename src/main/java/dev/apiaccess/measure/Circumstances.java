// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.measure;

import dev.apiaccess.api.Conditions;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Calls that an Allow means: those that meet its conditions, from the first address of each range. */
final class Circumstances {

    private Circumstances() {}

    /** Condition keys of such calls; empty where the time of the rule is over. */
    static List<Map<String, List<String>>> of(@Nullable Conditions when, Instant now) {
        var at = now;
        if (when != null) {
            var begin = instant(when.notBefore());
            var end = instant(when.notAfter());
            if (end != null && !now.isBefore(end)) {
                return List.of();
            }
            at = begin != null && begin.isAfter(now) ? begin : now;
        }
        var common = new HashMap<String, List<String>>();
        common.put("aws:CurrentTime", List.of(at.toString()));
        common.put("aws:EpochTime", List.of(Long.toString(at.getEpochSecond())));
        if (when == null) {
            return List.of(common);
        }
        if (when.mfa() != null) {
            common.put("aws:MultiFactorAuthPresent", List.of("true"));
            common.put("aws:MultiFactorAuthAge", List.of("0"));
        }
        if (when.sourceIps().isEmpty()) {
            return List.of(common);
        }
        var all = new ArrayList<Map<String, List<String>>>();
        for (var range : when.sourceIps()) {
            var one = new HashMap<>(common);
            one.put("aws:SourceIp", List.of(range.substring(0, range.indexOf('/'))));
            all.add(one);
        }
        return all;
    }

    /** The API server takes more spellings than Java; of those nothing is known. */
    private static @Nullable Instant instant(@Nullable String time) {
        try {
            return time == null ? null : OffsetDateTime.parse(time).toInstant();
        } catch (DateTimeParseException _) {
            return null;
        }
    }
}
