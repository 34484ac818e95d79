// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.rotation;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How the keys of a grant are replaced.
 *
 * @param interval the highest age of a key, empty when keys are replaced on request only
 * @param overlap for how long the old key works beside the new one; zero when it ends with the hand-over
 * @param windows when replacing may begin; empty: at any time
 * @param seed distinguishes grants, so that those that were made together are not replaced together
 */
public record Rotation(Optional<Duration> interval, Duration overlap, List<Window> windows, String seed) {

    /** The default overlap. */
    public static final Duration OVERLAP = Duration.ofHours(24);

    /** Grants that were made together are spread over a tenth of the interval, a day at most. */
    private static final int SPREAD = 10;

    private static final Duration MOST_SPREAD = Duration.ofDays(1);

    /** Within a window they are spread over its first half, an hour at most. */
    private static final Duration MOST_SPREAD_IN_WINDOW = Duration.ofHours(1);

    public Rotation {
        windows = List.copyOf(windows);
    }

    /** Replacement on request only. */
    public static Rotation onRequest(Duration overlap, String seed) {
        return new Rotation(Optional.empty(), overlap, List.of(), seed);
    }

    /** The same on a clock that goes faster; windows are times of the calendar and stay. */
    public Rotation faster(int timeDivisor) {
        return new Rotation(
                interval.map(time -> time.dividedBy(timeDivisor)), overlap.dividedBy(timeDivisor), windows, seed);
    }

    /** When a key becomes due, empty when never: before it is as old as the interval, for some earlier than for others. */
    Optional<Instant> due(int number, Instant issuedAt) {
        return interval.map(time ->
                issuedAt.plus(time).minus(part(shorter(time.dividedBy(SPREAD), MOST_SPREAD), number)));
    }

    /**
     * The first moment at which a key that is due may be replaced: at once without windows, else within one. Windows that passed
     * are not made up.
     *
     * @return empty when no window opens any more
     */
    Optional<Instant> begins(int number, Instant due, Instant now) {
        var from = due.isAfter(now) ? due : now;
        if (windows.isEmpty()) {
            return Optional.of(from);
        }
        return windows.stream()
                .flatMap(window -> Stream.concat(
                        window
                                .openedAt(from)
                                .map(opened -> slot(window, opened, due, number))
                                .map(slot -> slot.isAfter(from) ? slot : from)
                                .stream(),
                        window.opensAfter(from).map(opens -> slot(window, opens, due, number)).stream()))
                .min(Instant::compareTo);
    }

    /** A key that becomes due while a window is open is spread by that already. */
    private Instant slot(Window window, Instant opens, Instant due, int number) {
        return due.isAfter(opens)
                ? opens
                : opens.plus(part(shorter(window.duration().dividedBy(2), MOST_SPREAD_IN_WINDOW), number));
    }

    /** The same part for the same key, at every computation. */
    private Duration part(Duration whole, int number) {
        try {
            var digest =
                    MessageDigest.getInstance("SHA-256").digest((seed + ":" + number).getBytes(StandardCharsets.UTF_8));
            var share = (ByteBuffer.wrap(digest).getInt() & 0x7fffffff) / (double) Integer.MAX_VALUE;
            return Duration.ofMillis((long) (whole.toMillis() * share));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
