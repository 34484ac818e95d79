// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.state;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What CloudWatch knows of the calls to the stages of a region, for a day. */
public final class Metrics {
    private static final long KEPT_SECONDS = 86_400;
    private final Map<Source, NavigableMap<Long, Counts>> seconds = new HashMap<>();

    private record Source(String api, String stage) {}

    /**
     * Numbers of calls.
     *
     * @param calls all of them
     * @param clientErrors answered with 400 to 499
     * @param serverErrors answered with 500 and more
     */
    public record Counts(long calls, long clientErrors, long serverErrors) {
        private Counts plus(Counts other) {
            return new Counts(
                    calls + other.calls, clientErrors + other.clientErrors, serverErrors + other.serverErrors);
        }
    }

    /** Counts a call by its answer. CloudWatch knows APIs by name, without what is not ASCII. */
    public synchronized void count(String apiName, String stage, int status, Instant now) {
        NavigableMap<Long, Counts> times =
                seconds.computeIfAbsent(new Source(ascii(apiName), stage), ignored -> new TreeMap<>());
        times.headMap(now.getEpochSecond() - KEPT_SECONDS, false).clear();
        Counts one = new Counts(1, status >= 400 && status < 500 ? 1 : 0, status >= 500 ? 1 : 0);
        times.merge(now.getEpochSecond(), one, Counts::plus);
    }

    private static String ascii(String name) {
        return name.replaceAll("[^\\x20-\\x7E]", "");
    }

    /**
     * The calls of a time that ends at a moment.
     *
     * @param stage null for all stages of the APIs of that name
     * @return empty when there was none
     */
    public synchronized Optional<Counts> sum(String apiName, @Nullable String stage, Instant end, Duration time) {
        long last = end.getEpochSecond();
        return seconds.entrySet().stream()
                .filter(e -> e.getKey().api().equals(apiName)
                        && (stage == null || e.getKey().stage().equals(stage)))
                .flatMap(e -> e.getValue().subMap(last - time.toSeconds(), false, last, true).values().stream())
                .reduce(Counts::plus);
    }
}
