// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.apiaccess.model.Operation;
import java.time.Duration;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class TokenBucketTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    @Test
    void givesItsBurstAtOnceAndThenOneAtATime() {
        var bucket = bucket(2, 3);
        for (var i = 0; i < 3; i++) {
            assertThat(bucket.delay(0)).as("token %d of the burst", i).isZero();
            bucket.take(0);
        }

        assertThat(bucket.delay(0)).isEqualTo(SECOND / 2);
        assertThat(bucket.delay(SECOND / 4)).isEqualTo(SECOND / 4);
        assertThat(bucket.delay(SECOND / 2)).isZero();
    }

    @Test
    void aRateBelowOneASecondWaitsForTwentySeconds() {
        var bucket = bucket(1 / 20.0, 1);
        bucket.take(0);

        assertThat(bucket.delay(0)).isEqualTo(20 * SECOND);
        assertThat(bucket.delayBehind(2, 0)).isEqualTo(60 * SECOND);
    }

    /** AWS counts from the arrival of a call, which may have been long on its way. */
    @Test
    void whereCallsGoOneAtATimeTheNextCountsFromTheAnswer() {
        var bucket = new TokenBucket(CallLimits.Limit.fixed("one", Set.of(Operation.CREATE_DEPLOYMENT), 1 / 5.0, 1), 0);
        bucket.take(0);
        bucket.answered(3 * SECOND);

        assertThat(bucket.delay(3 * SECOND)).isEqualTo(5 * SECOND);
        assertThat(bucket.delay(8 * SECOND)).isZero();
    }

    @Test
    void anAnswerSaysNothingWhereSeveralMayGoAtOnce() {
        var bucket = bucket(2, 3);
        bucket.take(0);
        bucket.answered(0);

        assertThat(bucket.delay(0)).isZero();
    }

    @Test
    void closingStopsEverythingAndLeavesNoBurst() {
        var bucket = bucket(10, 10);

        bucket.throttled(5 * SECOND, 0, 0);

        assertThat(bucket.delay(0)).isEqualTo(5 * SECOND);
        assertThat(bucket.delay(5 * SECOND)).isZero();
    }

    @Test
    void aShorterPauseDoesNotEndALongerOne() {
        var bucket = bucket(10, 10);
        bucket.throttled(5 * SECOND, 0, 0);

        bucket.throttled(SECOND, 0, 0);

        assertThat(bucket.delay(SECOND)).isEqualTo(4 * SECOND);
    }

    @Test
    void whatIsGivenBackNeverExceedsTheBurst() {
        var bucket = bucket(1, 2);

        bucket.giveBack();
        bucket.giveBack();
        bucket.take(0);
        bucket.take(0);

        assertThat(bucket.delay(0)).isEqualTo(SECOND);
    }

    @Test
    void whileItIsClosedNoBurstIsSavedUp() {
        var bucket = bucket(10, 10);
        bucket.throttled(5 * SECOND, 0, 0);
        assertThat(bucket.delay(2 * SECOND)).isEqualTo(3 * SECOND);

        bucket.take(5 * SECOND);

        assertThat(bucket.delay(5 * SECOND)).as("one try, not ten").isPositive();
    }

    @Test
    void aThrottleHalvesTheRateAndItGrowsBackInAStraightLine() {
        // Given 10 a second, which would grow from nothing in 60 seconds
        var bucket = bucket(10, 1);

        bucket.throttled(0, 0, 0);

        assertThat(bucket.perSecond(0)).isEqualTo(5);
        assertThat(bucket.perSecond(15 * SECOND)).isCloseTo(7.5, within(0.01));
        assertThat(bucket.perSecond(30 * SECOND)).isCloseTo(10, within(0.01));
        assertThat(bucket.perSecond(3600 * SECOND))
                .as("never above AWS's limit")
                .isEqualTo(10);
    }

    @Test
    void callsThatWereOnTheirWayTogetherAreOneCut() {
        var bucket = bucket(10, 40);

        for (var call = 0; call < 40; call++) {
            bucket.throttled(2 * SECOND, call, SECOND + call);
        }

        assertThat(bucket.perSecond(SECOND)).isEqualTo(5);
        bucket.throttled(4 * SECOND, 2 * SECOND, 3 * SECOND);
        assertThat(bucket.perSecond(4 * SECOND))
                .as("a call that was sent after the pause is news")
                .isLessThan(3);
    }

    @Test
    void howeverOftenAwsRefusesATenthOfTheRateRemains() {
        var bucket = bucket(10, 1);
        for (var second = 0L; second < 100; second++) {
            bucket.throttled((second + 1) * SECOND, second * SECOND, second * SECOND);
        }

        assertThat(bucket.perSecond(99 * SECOND)).isBetween(1.0, 1.2);
    }

    @Test
    void aGuessedRateGrowsToTwiceItsStartOnlyWhileItIsUsedUp() {
        var limit = CallLimits.Limit.guessed("writes", Set.of(), 5, 1);
        var idle = new TokenBucket(limit, 0);
        var busy = new TokenBucket(limit, 0);

        drain(busy, 120);

        assertThat(idle.perSecond(120 * SECOND)).isEqualTo(5);
        assertThat(busy.perSecond(120 * SECOND)).isCloseTo(10, within(0.2));
    }

    @Test
    void anotherShareIsNoFreshBurstAndForgetsNoThrottle() {
        var bucket = bucket(10, 40);
        for (var call = 0; call < 40; call++) {
            bucket.take(0);
        }
        bucket.throttled(0, 0, 0);

        bucket.resize(CallLimits.Limit.fixed("all", Set.of(), 4, 16), 0);
        assertThat(bucket.perSecond(0)).isEqualTo(2);
        bucket.resize(CallLimits.Limit.fixed("all", Set.of(), 10, 40), 0);

        assertThat(bucket.perSecond(0)).isEqualTo(5);
        assertThat(bucket.delay(0)).isPositive();
    }

    @Property
    void theTokensOfAPaceComeWhenItSaysTheyCome(
            @ForAll @DoubleRange(min = 0.01, max = 50) double perSecond,
            @ForAll @DoubleRange(min = 0.01, max = 1) double growth,
            @ForAll @DoubleRange(min = 1, max = 3) double factor,
            @ForAll @DoubleRange(min = 0.1, max = 1000) double tokens) {
        var pace = new Pace(perSecond, growth, perSecond * factor);

        assertThat(pace.tokens(pace.seconds(tokens))).isCloseTo(tokens, withinPercentage(0.001));
    }

    @Property
    void neverGivesMoreThanBurstAndRateTogether(
            @ForAll @DoubleRange(min = 0.05, max = 50) double perSecond,
            @ForAll @IntRange(min = 1, max = 40) int burst,
            @ForAll @LongRange(min = 1, max = 120) long seconds) {
        var bucket = bucket(perSecond, burst);
        var end = seconds * SECOND;
        long now = 0;
        var taken = 0;
        while (now <= end && taken < 10_000) {
            var wait = bucket.delay(now);
            if (wait == 0) {
                bucket.take(now);
                taken++;
            } else {
                now += wait;
            }
        }

        assertThat(taken).isLessThanOrEqualTo((int) Math.ceil(burst + perSecond * seconds) + 1);
        assertThat(taken).isGreaterThanOrEqualTo((int) Math.min(10_000, Math.floor(perSecond * seconds)));
    }

    /** Takes whatever comes. */
    private static void drain(TokenBucket bucket, long seconds) {
        for (var now = bucket.delay(0); now < seconds * SECOND; now += bucket.delay(now)) {
            bucket.take(now);
        }
    }

    private static TokenBucket bucket(double perSecond, double burst) {
        return new TokenBucket(CallLimits.Limit.fixed("all", Set.of(), perSecond, burst), 0);
    }
}
