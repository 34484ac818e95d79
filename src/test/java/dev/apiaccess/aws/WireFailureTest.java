// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.apiaccess.aws.CannedAws.Answer;
import dev.apiaccess.model.ApiKey;
import dev.apiaccess.model.KeyValue;
import dev.apiaccess.port.AwsConnector;
import dev.apiaccess.port.AwsConnector.AwsAccess;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.port.AwsFailure.Kind;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class WireFailureTest {

    private static final String VALUE = "abcdefghijklmnopqrstuvwxyz";
    private static final String POLICY = "arn:aws:iam::111122223333:policy/p";

    /** Calls of both protocols, each as a read and as a write. */
    enum Call {
        IAM_READ(false),
        IAM_WRITE(true),
        GATEWAY_READ(false),
        GATEWAY_WRITE(true);

        private final boolean write;

        Call(boolean write) {
            this.write = write;
        }

        void make(AwsAccess access) {
            switch (this) {
                case IAM_READ -> access.iam().getPolicy(POLICY);
                case IAM_WRITE -> access.iam().deletePolicy(POLICY);
                case GATEWAY_READ -> access.gateway("eu-west-1").getApiKeys(null);
                case GATEWAY_WRITE ->
                    access.gateway("eu-west-1")
                            .createApiKey(new ApiKey("k", "", true, new TreeSet<>()), new KeyValue(VALUE), Map.of());
            }
        }
    }

    static Stream<Arguments> answers() {
        return Stream.of(
                        Arguments.of("500", Answer.of(500, "")),
                        Arguments.of("502 of a proxy", Answer.of(502, "<html>bad gateway</html>")),
                        Arguments.of("503", Answer.of(503, "{\"message\":\"later\"}")),
                        Arguments.of("no words, connection closed", Answer.of(0, "")),
                        Arguments.of("silence", Answer.of(-1, "")),
                        Arguments.of("200 that is no answer", Answer.of(200, "{\"value\":\"" + VALUE)))
                .flatMap(answer ->
                        Stream.of(Call.values()).map(call -> Arguments.of(call, answer.get()[0], answer.get()[1])));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("answers")
    void leavesTheEffectOfAWriteOpenAndAsksOnce(Call call, String name, Answer answer) throws IOException {
        try (var aws = new CannedAws(_ -> answer)) {
            var failure = failure(aws.endpoint(), call);

            assertThat(failure.kind()).as("%s", failure).isEqualTo(call.write ? Kind.AMBIGUOUS : Kind.UNAVAILABLE);
            assertThat(aws.asked()).as("requests, one each call").hasSize(1);
            assertThat(failure.getMessage()).doesNotContain(VALUE);
        }
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(Call.IAM_WRITE, CannedAws.queryError(400, "Throttling", "Rate exceeded"), Kind.THROTTLED),
                Arguments.of(Call.IAM_READ, CannedAws.queryError(404, "NoSuchEntity", "no"), null),
                Arguments.of(Call.IAM_WRITE, CannedAws.queryError(404, "NoSuchEntity", "no"), Kind.NOT_FOUND),
                Arguments.of(Call.IAM_READ, Answer.of(404, "<html>who?</html>"), Kind.UNAVAILABLE),
                Arguments.of(Call.GATEWAY_READ, Answer.of(404, "<html>who?</html>"), Kind.UNAVAILABLE),
                Arguments.of(Call.GATEWAY_READ, CannedAws.restError(404, "NotFoundException", "no"), Kind.NOT_FOUND),
                Arguments.of(
                        Call.GATEWAY_WRITE,
                        CannedAws.restError(429, "LimitExceededException", "too many keys"),
                        Kind.LIMIT_EXCEEDED),
                Arguments.of(
                        Call.GATEWAY_WRITE,
                        CannedAws.restError(409, "ConflictException", "API Key already exists"),
                        Kind.ALREADY_EXISTS));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("refusals")
    void readsTheCodesOfBothProtocols(Call call, Answer answer, @Nullable Kind kind) throws IOException {
        try (var aws = new CannedAws(_ -> answer)) {
            if (kind == null) {
                try (var connector = new SdkAwsConnector(TestSettings.at(aws.endpoint()))) {
                    assertThat(open(connector).iam().getPolicy(POLICY)).isEmpty();
                }
                return;
            }
            var failure = failure(aws.endpoint(), call);

            assertThat(failure.kind()).as("%s", failure).isEqualTo(kind);
            assertThat(aws.asked()).as("requests, one each call").hasSize(1);
        }
    }

    @Test
    void passesOnHowLongToWait() throws IOException {
        try (var aws = new CannedAws(_ -> new Answer(
                429,
                Map.of("x-amzn-errortype", "TooManyRequestsException", "Retry-After", "3"),
                "{\"message\":\"Too Many Requests\"}"))) {
            var failure = failure(aws.endpoint(), Call.GATEWAY_WRITE);

            assertThat(failure.kind()).isEqualTo(Kind.THROTTLED);
            assertThat(failure.retryAfter()).contains(Duration.ofSeconds(3));
        }
    }

    @ParameterizedTest
    @MethodSource("unreachable")
    void knowsThatNothingHappenedWhenAwsWasNotReached(Call call, URI endpoint) {
        var failure = failure(endpoint, call);

        assertThat(failure.kind()).as("%s", failure).isEqualTo(Kind.UNAVAILABLE);
    }

    static Stream<Arguments> unreachable() throws IOException {
        var closed = new CannedAws(_ -> Answer.of(200, ""));
        closed.close();
        return Stream.of(Call.IAM_WRITE, Call.GATEWAY_WRITE)
                .flatMap(call -> Stream.of(
                        Arguments.of(call, closed.endpoint()),
                        Arguments.of(call, URI.create("http://no-such-host.invalid"))));
    }

    private static AwsFailure failure(URI endpoint, Call call) {
        var settings = TestSettings.with(endpoint, TestSettings.ROOT, Duration.ofMillis(800));
        try (var connector = new SdkAwsConnector(settings);
                var access = open(connector)) {
            return catchThrowableOfType(AwsFailure.class, () -> call.make(access));
        }
    }

    private static AwsAccess open(AwsConnector connector) {
        return connector.open(new AwsConnector.Settings("main", null, null));
    }
}
