// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpecBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A renewal is believed for ten seconds, by two clocks; then the lease says who leads. */
class LeaseLeadershipTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration BELIEVED = Duration.ofSeconds(10);

    private Instant wall = START;
    private long nanos = Long.MAX_VALUE - 1;
    private int reads;
    private Supplier<@Nullable LeaseSpec> lease = () -> renewed("me", START);
    private final LeaseLeadership leadership = new LeaseLeadership(
            () -> {
                reads++;
                return lease.get();
            },
            "me",
            BELIEVED,
            ((InstantSource) () -> wall).withZone(ZoneOffset.UTC),
            () -> nanos);

    private static LeaseSpec renewed(String holder, Instant at) {
        return new LeaseSpecBuilder()
                .withHolderIdentity(holder)
                .withRenewTime(at.atZone(ZoneOffset.UTC))
                .build();
    }

    private void pass(Duration time) {
        wall = wall.plus(time);
        nanos += time.toNanos();
    }

    @Test
    void aRenewalIsBelievedWithoutAskingAgainUntilItsTimeIsOver() {
        assertThat(leadership.held()).isTrue();
        pass(Duration.ofSeconds(9));
        assertThat(leadership.held()).isTrue();
        assertThat(reads).isEqualTo(1);

        pass(Duration.ofSeconds(1));
        assertThat(leadership.held()).as("not renewed for ten seconds").isFalse();
        lease = () -> renewed("me", wall);
        assertThat(leadership.held()).as("renewed").isTrue();
    }

    @Test
    void aProcessThatStoodStillSeesThatAnotherTookOver() {
        assertThat(leadership.held()).isTrue();

        lease = () -> renewed("other", wall);
        pass(Duration.ofSeconds(40));

        assertThat(leadership.held()).isFalse();
    }

    @Test
    void neitherASleepingMachineNorAClockThatIsSetBackMakesARenewalLastLonger() {
        assertThat(leadership.held()).isTrue();
        lease = () -> renewed("other", wall);

        wall = START.plusSeconds(40);
        assertThat(leadership.held()).as("the other clock stood still").isFalse();

        wall = START;
        lease = () -> renewed("me", START.plusSeconds(3600));
        assertThat(leadership.held()).as("renewed an hour ahead").isTrue();
        lease = () -> renewed("other", wall);
        nanos += BELIEVED.toNanos();
        assertThat(leadership.held())
                .as("the wall clock says the hour is not over")
                .isFalse();
    }

    @Test
    void whatCannotBeReadIsNotHeld() {
        lease = () -> null;
        assertThat(leadership.held()).isFalse();
        lease = LeaseSpec::new;
        assertThat(leadership.held()).isFalse();
        lease = () -> {
            throw new KubernetesClientException("no answer");
        };
        assertThat(leadership.held()).isFalse();
    }

    @Test
    void onlyWhoLedCanLoseAndOneFailedLookIsNotEnough() {
        lease = () -> renewed("other", wall);
        for (var look = 0; look < 5; look++) {
            assertThat(leadership.lost()).as("waits, and never led").isFalse();
        }
        lease = () -> renewed("me", wall);
        assertThat(leadership.lost()).as("leads, and has not called AWS yet").isFalse();

        pass(Duration.ofSeconds(40));
        lease = () -> renewed("other", wall);
        assertThat(leadership.lost()).isFalse();
        assertThat(leadership.lost()).isFalse();
        assertThat(leadership.lost()).isTrue();

        lease = () -> renewed("me", wall);
        assertThat(leadership.lost()).as("held again").isFalse();
    }

    @Test
    void anInterruptedCallerIsNotLeading() {
        lease = () -> renewed("other", wall);
        Thread.currentThread().interrupt();
        try {
            assertThat(leadership.held()).isFalse();
        } finally {
            assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
        }
    }
}
