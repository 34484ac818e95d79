// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.Reason;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.Settings;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.world.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When a failure is a matter of waiting and when somebody has to act. */
class OutcomeReasonsTest {

    private static final Instant SINCE = Instant.parse("2026-03-01T00:00:00Z");

    private static OutcomeReasons.Told denied(Duration ago, int timeDivisor) {
        var settings = new Settings("c1", Duration.ofMinutes(5), 50, Duration.ZERO, Duration.ZERO, timeDivisor);
        var failure = new AwsFailure(
                AwsFailure.Kind.ACCESS_DENIED, Operation.CREATE_POLICY, "AccessDenied", "not authorized", null, null);
        var outcome = new Outcome.Failed(failure, SINCE, SINCE.plus(ago));
        return OutcomeReasons.tell("policy", Optional.of(outcome), SINCE.plus(ago), settings.deniedForLong());
    }

    @Test
    void aDenialIsWaitedForTenMinutes() {
        assertThat(denied(Duration.ofMinutes(10).minusMillis(1), 1))
                .matches(told -> told.reason() == Reason.AccessDenied)
                .matches(told -> !told.stalled(), "still waits");
    }

    @Test
    void aDenialThatLastsIsForSomebodyToEnd() {
        assertThat(denied(Duration.ofMinutes(10), 1))
                .matches(told -> told.reason() == Reason.AccessDenied)
                .matches(OutcomeReasons.Told::stalled, "somebody has to act");
    }

    @Test
    void theTenMinutesAreDividedAsAllTimesAre() {
        assertThat(denied(Duration.ofSeconds(10), 60)).matches(OutcomeReasons.Told::stalled, "somebody has to act");
    }
}
