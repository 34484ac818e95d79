// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.model.KeyValue;
import dev.apiaccess.model.Operation;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.port.AwsFailure.Kind;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpResponse;

class ErrorMappingTest {

    private static final String TOKEN = "FwoGZXIvYXdzEXAMPLETOKEN";

    @ParameterizedTest(name = "{0} {1} {2} is {4}")
    @CsvSource(delimiter = '|', textBlock = """
            CREATE_POLICY         | 400 | Throttling                      | Rate exceeded                                    | THROTTLED
            GET_POLICY            | 400 | ThrottlingException             | Rate exceeded                                    | THROTTLED
            GET_API_KEYS          | 429 | TooManyRequestsException        | Too Many Requests                                | THROTTLED
            CREATE_USAGE_PLAN     | 429 | SomethingNew                    | slower please                                    | THROTTLED
            CREATE_USAGE_PLAN     | 429 | LimitExceededException          | Usage plan limit exceeded                        | LIMIT_EXCEEDED
            CREATE_POLICY_VERSION | 409 | LimitExceeded                   | Cannot exceed quota for PolicyVersionsPerPolicy  | LIMIT_EXCEEDED
            CREATE_POLICY         | 409 | EntityAlreadyExists             | A policy called a already exists                 | ALREADY_EXISTS
            CREATE_API_KEY        | 409 | ConflictException               | API Key already exists                           | ALREADY_EXISTS
            CREATE_POLICY         | 409 | ConcurrentModification          | The request was rejected                         | CONCURRENT_MODIFICATION
            CREATE_POLICY         | 409 | ConcurrentModificationException | The request was rejected                         | CONCURRENT_MODIFICATION
            ATTACH_POLICY         | 409 | EntityTemporarilyUnmodifiable   | try later                                        | CONCURRENT_MODIFICATION
            UPDATE_USAGE_PLAN     | 409 | ConflictException               | Unable to complete operation due to concurrent modification. Please try again later. | CONCURRENT_MODIFICATION
            DELETE_POLICY         | 409 | DeleteConflict                  | Cannot delete a policy attached to entities      | CONFLICT
            CREATE_USAGE_PLAN_KEY | 409 | ConflictException               | one plan for each stage                          | CONFLICT
            DELETE_USAGE_PLAN     | 400 | BadRequestException             | Cannot delete Usage Plan a1 because there are API Stages associated with it | CONFLICT
            GET_POLICY            | 404 | NoSuchEntity                    | not found                                        | NOT_FOUND
            GET_API_KEY           | 404 | NotFoundException               | Invalid API Key identifier specified             | NOT_FOUND
            CREATE_POLICY         | 403 | AccessDenied                    | User u is not authorized to perform iam:CreatePolicy | ACCESS_DENIED
            GET_REST_APIS         | 403 | AccessDeniedException           | not authorized                                   | ACCESS_DENIED
            GET_REST_APIS         | 401 | UnauthorizedException           | insufficient permissions                         | ACCESS_DENIED
            GET_REST_APIS         | 403 | SomethingNew                    | no                                               | ACCESS_DENIED
            GET_POLICY            | 403 | InvalidClientTokenId            | The security token included is invalid           | CREDENTIALS
            GET_REST_APIS         | 403 | UnrecognizedClientException     | The security token included is invalid           | CREDENTIALS
            CREATE_POLICY         | 403 | SignatureDoesNotMatch           | The request signature                            | CREDENTIALS
            GET_REST_APIS         | 403 | InvalidSignatureException       | Signature expired                                | CREDENTIALS
            CREATE_POLICY         | 403 | ExpiredToken                    | The security token included is expired           | CREDENTIALS
            GET_REST_APIS         | 403 | ExpiredTokenException           | The security token included is expired           | CREDENTIALS
            CREATE_POLICY         | 400 | MalformedPolicyDocument         | Syntax errors in policy                          | INVALID
            UPDATE_USAGE_PLAN     | 400 | BadRequestException             | Invalid patch path                               | INVALID
            CREATE_POLICY         | 500 | ServiceFailure                  | Internal                                         | AMBIGUOUS
            GET_POLICY            | 500 | ServiceFailure                  | Internal                                         | UNAVAILABLE
            CREATE_API_KEY        | 503 | ServiceUnavailableException     | later                                            | AMBIGUOUS
            GET_API_KEYS          | 503 | ServiceUnavailableException     | later                                            | UNAVAILABLE
            CREATE_API_KEY        | 408 | RequestTimeout                  | slow                                             | AMBIGUOUS
            """)
    void judgesAnAnswerByWhatHappensNext(Operation operation, int status, String code, String message, Kind kind) {
        var failure = ErrorMapping.failure(operation, answer(status, code, message, null), List.of());

        assertThat(failure.kind()).as("%s", failure).isEqualTo(kind);
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.operation()).isEqualTo(operation);
        assertThat(failure).hasMessageContaining(message).hasNoCause();
    }

    @ParameterizedTest(name = "{0} without a code, status {1}, is {2}")
    @CsvSource({
        "GET_POLICY, 404, UNAVAILABLE",
        "DELETE_POLICY, 404, UNAVAILABLE",
        "GET_API_KEY, 403, UNAVAILABLE",
        "GET_API_KEY, 502, UNAVAILABLE",
        "CREATE_API_KEY, 502, AMBIGUOUS",
    })
    void doesNotTakeAProxyForAws(Operation operation, int status, Kind kind) {
        var failure = ErrorMapping.failure(operation, answer(status, null, null, null), List.of());

        assertThat(failure.kind()).as("%s", failure).isEqualTo(kind);
        assertThat(failure.code()).isEqualTo("HTTP " + status);
    }

    static Stream<Arguments> waits() {
        return Stream.of(
                Arguments.of("7", Duration.ofSeconds(7)),
                Arguments.of("999999999", Duration.ofHours(1)),
                Arguments.of("soon", null),
                Arguments.of("-1", null),
                Arguments.of(null, null));
    }

    @ParameterizedTest
    @MethodSource("waits")
    void readsHowLongToWait(@Nullable String header, @Nullable Duration wait) {
        var failure = ErrorMapping.failure(
                Operation.GET_API_KEYS, answer(429, "TooManyRequestsException", "slow", header), List.of());

        assertThat(failure.retryAfter().orElse(null)).isEqualTo(wait);
    }

    @Test
    void blotsOutAKeyValue() {
        var value = new KeyValue("abcdefghijklmnopqrstuvwxyz");
        var thrown = answer(400, "BadRequestException", "bad value " + value.reveal() + " given", null);

        var failure = ErrorMapping.failure(Operation.CREATE_API_KEY, thrown, List.of(value));

        assertThat(trace(failure)).contains("bad value (redacted) given").doesNotContain(value.reveal());
    }

    @Test
    void keepsTheSessionTokenOutOfARefusedSignature() {
        var thrown = answer(
                403,
                "SignatureDoesNotMatch",
                "The signature does not match.\n\nThe Canonical String for this request should have been\n"
                        + "'POST\n/\nx-amz-security-token:" + TOKEN + "'",
                null);

        var failure = ErrorMapping.failure(Operation.CREATE_POLICY, thrown, List.of());

        assertThat(trace(failure)).contains("The signature does not match.").doesNotContain(TOKEN);
    }

    @Test
    void saysTheSameEachTime() {
        var thrown = answer(
                403,
                "SignatureDoesNotMatch",
                "Signature expired: 20261124T000000Z is now earlier than 20261124T001500Z",
                null);

        assertThat(ErrorMapping.failure(Operation.CREATE_POLICY, thrown, List.of()))
                .hasMessage(
                        "CreatePolicy: SignatureDoesNotMatch: Signature expired: (time) is now earlier than (time)");
    }

    @Test
    void quotesNothingOfAnAnswerThatCannotBeRead() {
        SdkException thrown = SdkClientException.create(
                "Unable to unmarshall", new IllegalStateException("{\"value\":\"abcdefghijklmnopqrstuvwxyz\""));

        var failure = ErrorMapping.failure(Operation.CREATE_API_KEY, thrown, List.of());

        assertThat(failure.kind()).isEqualTo(Kind.AMBIGUOUS);
        assertThat(trace(failure)).doesNotContain("abcdefghijklmnopqrstuvwxyz");
    }

    @Test
    void boundsTheText() {
        var failure = ErrorMapping.failure(
                Operation.GET_POLICY, answer(400, "InvalidInput", "x".repeat(5_000), null), List.of());

        assertThat(failure.getMessage()).hasSizeLessThan(1_100).endsWith("xxx...");
    }

    private static AwsServiceException answer(
            int status, @Nullable String code, @Nullable String message, @Nullable String retryAfter) {
        var http = SdkHttpResponse.builder().statusCode(status);
        if (retryAfter != null) {
            http.putHeader("Retry-After", retryAfter);
        }
        return AwsServiceException.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage(message)
                        .sdkHttpResponse(http.build())
                        .build())
                .build();
    }

    private static String trace(AwsFailure failure) {
        var text = new StringBuilder();
        for (Throwable one = failure; one != null; one = one.getCause()) {
            text.append(one).append('\n');
        }
        return text.toString();
    }
}
