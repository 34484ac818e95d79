// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.state;

import java.time.LocalDate;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Requests counted per plan, key and day (UTC). Guarded by the account's lock. */
public final class Usage {
    private final NavigableMap<String, NavigableMap<LocalDate, Integer>> days = new TreeMap<>();

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
