// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.call;

/**
 * A token bucket over a clock in nanoseconds, whose rate adapts: halved when AWS says that we are too fast, then growing again in
 * a straight line. Not safe for threads: {@link Budget} guards it.
 */
final class TokenBucket {

    private static final double NANOS = 1e9;
    private static final double CUT = 0.5;
    /** Rounding must not make a call wait for the last billionth of a token. */
    private static final double NOTHING = 1e-9;

    private CallLimits.Limit limit;
    private double perSecond;
    private double tokens;
    /** Up to when tokens were counted; lies ahead while the bucket is closed. */
    private long counted;
    /** Throttling of calls sent earlier says nothing about the present rate. */
    private long closedUntil;

    TokenBucket(CallLimits.Limit limit, long now) {
        this.limit = limit;
        this.perSecond = limit.perSecond();
        this.tokens = limit.burst();
        this.counted = now;
        this.closedUntil = now;
    }

    /** Tokens that come in a second now. */
    double perSecond(long now) {
        refill(now);
        return perSecond;
    }

    /** Nanoseconds until a token is there, 0 when there is one. */
    long delay(long now) {
        return delayBehind(0, now);
    }

    /** Nanoseconds until the token after {@code ahead} others would be there. */
    long delayBehind(double ahead, long now) {
        refill(now);
        var missing = 1 + ahead - tokens;
        return closed(now)
                + (missing <= NOTHING ? 0 : (long) Math.ceil(inDemand().seconds(missing) * NANOS));
    }

    /** Tokens available within so many nanoseconds, when each is taken at once. */
    double tokensWithin(long nanos, long now) {
        refill(now);
        var open = nanos - closed(now);
        return open < 0 ? 0 : Math.max(0, tokens + inDemand().tokens(open / NANOS));
    }

    void take(long now) {
        refill(now);
        tokens -= 1;
    }

    /**
     * Where calls go one at a time, the next token counts from the answer of the call before: AWS counts from its arrival, and a call that was
     * slow on its way would have the next one right behind it.
     */
    void answered(long now) {
        if (limit.oneAtATime()) {
            refill(now);
            tokens = Math.min(tokens, 0);
        }
    }

    void giveBack() {
        tokens = Math.min(limit.burst(), tokens + 1);
    }

    /**
     * Reacts to throttling: a pause, no burst after it, then half the rate. Calls in flight together cut it once.
     *
     * @param sent when the throttled call was sent
     */
    void throttled(long until, long sent, long now) {
        refill(now);
        if (sent - closedUntil >= 0) {
            perSecond = Math.max(limit.least(), perSecond * CUT);
        }
        tokens = Math.min(tokens, 1);
        if (until - closedUntil > 0) {
            closedUntil = until;
            counted = until;
        }
    }

    /** Changes the share of the same limit: as far from its full rate as before, and no fresh burst. */
    void resize(CallLimits.Limit next, long now) {
        refill(now);
        perSecond = Math.clamp(perSecond * next.perSecond() / limit.perSecond(), next.least(), next.most());
        tokens = Math.min(tokens, next.burst());
        limit = next;
    }

    private long closed(long now) {
        return Math.max(0, counted - now);
    }

    private void refill(long now) {
        if (now - counted <= 0) {
            return;
        }
        var seconds = (now - counted) / NANOS;
        counted = now;
        if (tokens < 1) {
            var empty = Math.min(seconds, inDemand().seconds(1 - tokens));
            flow(inDemand(), empty);
            seconds -= empty;
        }
        flow(atRest(), seconds);
    }

    private void flow(Pace pace, double seconds) {
        tokens = Math.min(limit.burst(), tokens + pace.tokens(seconds));
        perSecond = pace.after(seconds);
    }

    /**
     * The pace under full use: beyond its initial value a rate grows only while it is used up, since nothing else shows that AWS takes
     * more.
     */
    private Pace inDemand() {
        return new Pace(perSecond, limit.growth(), limit.most());
    }

    private Pace atRest() {
        return new Pace(perSecond, limit.growth(), limit.perSecond());
    }
}
