// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

/** A token bucket over a clock in nanoseconds. Not safe for threads: {@link Budget} guards it. */
final class TokenBucket {

    private static final double NANOS = 1e9;

    private final double perSecond;
    private final double burst;
    private double tokens;
    private long updated;
    private long closedUntil;

    /**
     * @param perSecond tokens that come in a second
     * @param burst tokens that are kept at most, at least 1
     */
    TokenBucket(double perSecond, double burst, long now) {
        this.perSecond = perSecond;
        this.burst = Math.max(1, burst);
        this.tokens = this.burst;
        this.updated = now;
        this.closedUntil = now;
    }

    /** Nanoseconds until a token is there, 0 when there is one. */
    long delay(long now) {
        refill(now);
        var closed = Math.max(0, closedUntil - now);
        return tokens >= 1 ? closed : Math.max(closed, (long) Math.ceil((1 - tokens) / perSecond * NANOS));
    }

    /** Nanoseconds until the token after {@code ahead} others would be there. */
    long delayBehind(int ahead, long now) {
        refill(now);
        var missing = 1 + ahead - tokens;
        return Math.max(closedUntil - now, missing <= 0 ? 0 : (long) (missing / perSecond * NANOS));
    }

    void take(long now) {
        refill(now);
        tokens -= 1;
    }

    void giveBack() {
        tokens = Math.min(burst, tokens + 1);
    }

    /** AWS said that we are too fast: nothing for a while, and no burst after it. */
    void close(long until, long now) {
        refill(now);
        closedUntil = Math.max(closedUntil, until);
        tokens = Math.min(tokens, 1);
    }

    private void refill(long now) {
        if (now > updated) {
            tokens = Math.min(burst, tokens + (now - updated) / NANOS * perSecond);
            updated = now;
        }
    }
}
