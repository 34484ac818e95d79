// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.apiaccess.call.Accounts;
import dev.apiaccess.call.Backoff;
import dev.apiaccess.model.Operation;
import dev.apiaccess.port.AwsConnector;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.port.GatewayPort;
import dev.apiaccess.port.IamPort;
import dev.apiaccess.port.LogPort;
import dev.apiaccess.port.OrganizationPort;
import dev.apiaccess.port.Page;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How long AWS is given to answer. */
class PatientCallsTest {

    private static final int FAST = 10_000;

    private final List<Duration> waits = new ArrayList<>();
    private final StringWriter told = new StringWriter();
    private long nanos;
    private final Accounts accounts = new Accounts(FAST, (_, _, _, _) -> {}, () -> System.nanoTime() + nanos);
    private final PatientCalls calls = new PatientCalls(
            accounts,
            new Accounts.Account("cli", "111122223333", "aws", List.of("eu-west-1"), new Nothing(), 50),
            new Backoff(() -> 0.5),
            wait -> {
                waits.add(wait);
                nanos += wait.toNanos();
            },
            new ReadingProgress(new PrintWriter(told, true), () -> nanos));

    /** Access that nothing is asked of. */
    private static final class Nothing implements AwsConnector.AwsAccess {
        @Override
        public dev.apiaccess.model.CallerIdentity callerIdentity() {
            throw new UnsupportedOperationException();
        }

        @Override
        public IamPort iam() {
            throw new UnsupportedOperationException();
        }

        @Override
        public GatewayPort gateway(String region) {
            throw new UnsupportedOperationException();
        }

        @Override
        public dev.apiaccess.port.AlarmPort alarms(String region) {
            throw new UnsupportedOperationException();
        }

        @Override
        public OrganizationPort organization() {
            throw new UnsupportedOperationException();
        }

        @Override
        public LogPort logs(String region) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Instant> credentialsEnd() {
            return Optional.empty();
        }

        @Override
        public void close() {}
    }

    @Test
    void aThrottledCallIsMadeAgainAfterAWhile() throws InterruptedException {
        var answers = new ArrayDeque<>(List.of(true, true, false));

        var answer = calls.call("eu-west-1", Operation.GET_STAGES, () -> {
            if (answers.remove()) {
                throw failure(AwsFailure.Kind.THROTTLED);
            }
            return "stages";
        });

        assertThat(answer).isEqualTo("stages");
        assertThat(waits).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
        assertThat(told.toString()).contains("waiting: AWS does not answer GetStages yet");
    }

    @Test
    void whatIsThrottledForLongIsGivenUpAndNamed() {
        var failure = catchThrowableOfType(
                AwsFailure.class,
                () -> calls.call("eu-west-1", Operation.GET_STAGES, () -> {
                    throw failure(AwsFailure.Kind.THROTTLED);
                }));

        assertThat(waits.stream().reduce(Duration.ZERO, Duration::plus)).isLessThanOrEqualTo(PatientCalls.PATIENCE);
        assertThat(waits).hasSizeGreaterThan(3);
        assertThat(MissingRights.why(failure)).isEqualTo("AWS throttles GetStages");
    }

    @Test
    void aMissingRightIsNotAskedForTwice() {
        assertThatThrownBy(() -> calls.call("eu-west-1", Operation.GET_EXPORT, () -> {
                    throw failure(AwsFailure.Kind.ACCESS_DENIED);
                }))
                .isInstanceOf(AwsFailure.class);

        assertThat(waits).isEmpty();
    }

    @Test
    void aListIsReadToItsEnd() throws InterruptedException {
        var all = calls.all(
                "eu-west-1",
                Operation.GET_API_KEYS,
                position -> position == null ? new Page<>(List.of("a"), "next") : new Page<>(List.of("b"), null));

        assertThat(all).containsExactly("a", "b");
    }

    private static AwsFailure failure(AwsFailure.Kind kind) {
        return new AwsFailure(kind, Operation.GET_STAGES, "Code", "message", null, null);
    }
}
