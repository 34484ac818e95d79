// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.reactions;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class IntervalTest {

    // The clock of the machine may be below zero, and it wraps.
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
    private final Interval interval = new Interval(Duration.ofSeconds(60), nanos::get);

    @Test
    void oneIsLetThroughAtOnceAndThenOneInEachInterval() {
        assertThat(interval.passed()).as("the first").isTrue();
        assertThat(interval.passed()).as("another at the same time").isFalse();

        nanos.addAndGet(Duration.ofSeconds(59).toNanos());
        assertThat(interval.passed()).as("too early").isFalse();
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(interval.passed()).as("after the interval").isTrue();
        assertThat(interval.passed()).as("the next interval has begun").isFalse();
    }
}
