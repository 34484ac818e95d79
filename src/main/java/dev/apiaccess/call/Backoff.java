// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.call;

import dev.apiaccess.port.AwsFailure;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/** The wait before the next attempt. Retries never end; failures that only people can fix are retried more slowly. */
public final class Backoff {

    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int MOST_DOUBLINGS = 16;

    private final DoubleSupplier random;

    /** @param random from 0 to 1 */
    public Backoff(DoubleSupplier random) {
        this.random = random;
    }

    /** @param failures in a row, this one included */
    public Duration after(AwsFailure failure, int failures) {
        var first = switch (failure.kind()) {
            case AMBIGUOUS, CONCURRENT_MODIFICATION, NOT_FOUND, ALREADY_EXISTS -> Duration.ofMillis(300);
            case UNAVAILABLE, THROTTLED -> Duration.ofSeconds(1);
            case CONFLICT -> Duration.ofSeconds(2);
            case CREDENTIALS, LIMIT_EXCEEDED, ACCESS_DENIED, INVALID -> Duration.ofSeconds(5);
        };
        var wait = doubled(first, failures);
        return failure.retryAfter().filter(asked -> asked.compareTo(wait) > 0).orElse(wait);
    }

    /** The wait after failures outside of AWS that only people can fix. */
    public Duration slow(int failures) {
        return doubled(Duration.ofSeconds(5), failures);
    }

    private Duration doubled(Duration first, int failures) {
        var doublings = Math.min(failures - 1, MOST_DOUBLINGS);
        var millis = Math.min(first.toMillis() << doublings, LONGEST.toMillis());
        return Duration.ofMillis((long) (millis * (0.8 + 0.4 * random.getAsDouble())));
    }
}
