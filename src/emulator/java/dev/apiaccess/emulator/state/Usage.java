// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.state;

import java.time.LocalDate;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Requests counted per plan, key and day (UTC). Guarded by the account's lock. */
public final class Usage {
    private final NavigableMap<String, NavigableMap<LocalDate, Integer>> days = new TreeMap<>();

    private final NavigableMap<String, NavigableMap<LocalDate, Integer>> extensions = new TreeMap<>();
    private volatile boolean onlyRaises;

    /** Whether what is left can only be raised: AWS documents an extension, and nobody says whether it also takes. */
    public void onlyRaises(boolean does) {
        onlyRaises = does;
    }

    /** Changes what is left in the period that begins on a day. */
    public void extend(String planId, String keyId, LocalDate begins, int by) {
        if (by > 0 || !onlyRaises) {
            extensions
                    .computeIfAbsent(id(planId, keyId), ignored -> new TreeMap<>())
                    .merge(begins, by, Integer::sum);
        }
    }

    /** By how much what is left was changed in the period that begins on a day. */
    public int extension(String planId, String keyId, LocalDate begins) {
        return extensions.getOrDefault(id(planId, keyId), new TreeMap<>()).getOrDefault(begins, 0);
    }

    private static String id(String planId, String keyId) {
        return planId + "/" + keyId;
    }

    /** Counts one request. */
    public void count(String planId, String keyId, LocalDate day) {
        days.computeIfAbsent(id(planId, keyId), ignored -> new TreeMap<>()).merge(day, 1, Integer::sum);
    }

    /** Requests on a day. */
    public int on(String planId, String keyId, LocalDate day) {
        return since(planId, keyId, day, day);
    }

    /** Requests from one day to another, both included. */
    public int since(String planId, String keyId, LocalDate first, LocalDate last) {
        NavigableMap<LocalDate, Integer> counts = days.get(id(planId, keyId));
        if (counts == null) {
            return 0;
        }
        return counts.subMap(first, true, last, true).values().stream()
                .mapToInt(Integer::intValue)
                .sum();
    }
}
