// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.control;

import java.time.Clock;

/** A token bucket in the time of a clock: so many requests per second, so many at once. */
public final class TokenBucket {
    private final Clock clock;
    private double rate;
    private double burst;
    private double tokens;
    private long filledAt;

    /** A full bucket. */
    public TokenBucket(Clock clock, double ratePerSecond, double burst) {
        this.clock = clock;
        this.rate = ratePerSecond;
        this.burst = burst;
        this.tokens = burst;
        this.filledAt = clock.millis();
    }

    /** Changes the limits; what was used stays used. */
    public synchronized void reshape(double newRate, double newBurst) {
        if (newRate != rate || newBurst != burst) {
            fill();
            tokens = Math.max(0, Math.min(newBurst, tokens + newBurst - burst));
            rate = newRate;
            burst = newBurst;
        }
    }

    /** Takes a token. Returns 0, or the milliseconds until there would be one. */
    public synchronized long take() {
        fill();
        if (tokens >= 1) {
            tokens -= 1;
            return 0;
        }
        return rate <= 0 ? Long.MAX_VALUE : Math.max(1, (long) Math.ceil((1 - tokens) * 1000 / rate));
    }

    private void fill() {
        long now = clock.millis();
        if (now > filledAt) {
            tokens = Math.min(burst, tokens + (now - filledAt) * rate / 1000);
            filledAt = now;
        }
    }
}
