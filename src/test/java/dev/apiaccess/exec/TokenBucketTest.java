// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
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
        var bucket = new TokenBucket(2, 3, 0);
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
        var bucket = new TokenBucket(1 / 20.0, 1, 0);
        bucket.take(0);

        assertThat(bucket.delay(0)).isEqualTo(20 * SECOND);
        assertThat(bucket.delayBehind(2, 0)).isEqualTo(60 * SECOND);
    }

    @Test
    void closingStopsEverythingAndLeavesNoBurst() {
        var bucket = new TokenBucket(10, 10, 0);

        bucket.close(5 * SECOND, 0);

        assertThat(bucket.delay(0)).isEqualTo(5 * SECOND);
        assertThat(bucket.delay(5 * SECOND)).isZero();
    }

    @Test
    void aShorterPauseDoesNotEndALongerOne() {
        var bucket = new TokenBucket(10, 10, 0);
        bucket.close(5 * SECOND, 0);

        bucket.close(SECOND, 0);

        assertThat(bucket.delay(SECOND)).isEqualTo(4 * SECOND);
    }

    @Test
    void whatIsGivenBackNeverExceedsTheBurst() {
        var bucket = new TokenBucket(1, 2, 0);

        bucket.giveBack();
        bucket.giveBack();
        bucket.take(0);
        bucket.take(0);

        assertThat(bucket.delay(0)).isEqualTo(SECOND);
    }

    @Property
    void neverGivesMoreThanBurstAndRateTogether(
            @ForAll @DoubleRange(min = 0.05, max = 50) double perSecond,
            @ForAll @IntRange(min = 1, max = 40) int burst,
            @ForAll @LongRange(min = 1, max = 120) long seconds) {
        var bucket = new TokenBucket(perSecond, burst, 0);
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
}
