// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.model.Operation;
import dev.apiaccess.port.AwsFailure;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BackoffTest {

    @Property
    void everyWaitIsBetweenAShortAndALongOne(
            @ForAll AwsFailure.Kind kind,
            @ForAll @IntRange(min = 1, max = Integer.MAX_VALUE) int failures,
            @ForAll @DoubleRange(min = 0, max = 1) double random) {
        var wait = new Backoff(() -> random).after(failure(kind, null), failures);

        assertThat(wait).isBetween(Duration.ofMillis(200), Duration.ofSeconds(72));
    }

    @Property
    void moreFailuresNeverWaitLess(@ForAll AwsFailure.Kind kind, @ForAll @IntRange(min = 1, max = 1000) int failures) {
        var backoff = new Backoff(() -> 0.5);

        assertThat(backoff.after(failure(kind, null), failures + 1))
                .isGreaterThanOrEqualTo(backoff.after(failure(kind, null), failures));
    }

    @Test
    void whatOnlyPeopleCanPutRightIsTriedMoreSlowlyThanADoubt() {
        var backoff = new Backoff(() -> 0.5);

        assertThat(backoff.after(failure(AwsFailure.Kind.ACCESS_DENIED, null), 1))
                .isGreaterThan(backoff.after(failure(AwsFailure.Kind.AMBIGUOUS, null), 1));
    }

    @Test
    void aWaitThatAwsAsksForIsKeptWhenItIsLonger() {
        var backoff = new Backoff(() -> 0.5);

        assertThat(backoff.after(failure(AwsFailure.Kind.THROTTLED, Duration.ofMinutes(3)), 1))
                .isEqualTo(Duration.ofMinutes(3));
        assertThat(backoff.after(failure(AwsFailure.Kind.THROTTLED, Duration.ofMillis(1)), 1))
                .isEqualTo(Duration.ofSeconds(1));
    }

    private static AwsFailure failure(AwsFailure.Kind kind, @Nullable Duration retryAfter) {
        return new AwsFailure(kind, Operation.CREATE_POLICY, "Code", "message", retryAfter, null);
    }
}
