// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.apiaccess.aws.CannedAws.Answer;
import dev.apiaccess.port.AwsConnector;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.port.AwsFailure.Kind;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;

@Timeout(60)
class CredentialsTest {

    private static final String POLICY = "arn:aws:iam::111122223333:policy/p";
    private static final AwsConnector.Settings ROLE =
            new AwsConnector.Settings("main", "arn:aws:iam::111122223333:role/apiaccess", "ext-1");

    @Test
    void assumesTheRoleUnderTheConnectionsName() throws IOException {
        try (var aws = new CannedAws(CredentialsTest::firmSession);
                var connector = connector(aws.endpoint(), TestSettings.ROOT)) {
            var identity = connector.open(ROLE).callerIdentity();

            assertThat(identity.accountId()).isEqualTo("111122223333");
            assertThat(aws.asked()).hasSize(2);
            var assume = aws.asked().getFirst();
            assertThat(assume.body())
                    .contains("Action=AssumeRole&")
                    .contains("RoleSessionName=apiaccess-main")
                    .contains("ExternalId=ext-1");
            assertThat(assume.authorization()).contains("/eu-west-1/sts/");
            assertThat(aws.asked().getLast().authorization()).contains("Credential=ASIAONE/");
            assertThat(aws.asked())
                    .allSatisfy(request -> assertThat(request.agent()).contains("app/apiaccess"));
        }
    }

    @Test
    void cutsALongNameToWhatStsTakes() throws IOException {
        try (var aws = new CannedAws(CredentialsTest::firmSession);
                var connector = connector(aws.endpoint(), TestSettings.ROOT)) {
            connector
                    .open(new AwsConnector.Settings("n".repeat(200), ROLE.roleArn(), null))
                    .callerIdentity();

            assertThat(aws.asked().getFirst().body())
                    .containsPattern("RoleSessionName=apiaccess-n{54}(&|$)")
                    .doesNotContain("ExternalId");
        }
    }

    @Test
    void opensWithoutACall() throws IOException {
        try (var aws = new CannedAws(CredentialsTest::firmSession);
                var connector = connector(aws.endpoint(), TestSettings.ROOT)) {
            var access = connector.open(ROLE);
            access.iam();
            access.gateway("eu-west-1");

            assertThat(aws.asked()).isEmpty();
        }
    }

    @Test
    void renewsASessionBeforeItEnds() throws IOException {
        Iterator<Answer> sessions = List.of(
                        CannedAws.session("ASIAONE", Instant.now().plusSeconds(30)),
                        CannedAws.session("ASIATWO", Instant.now().plusSeconds(3_600)))
                .iterator();
        try (var aws = new CannedAws(request -> request.is("AssumeRole") ? sessions.next() : CannedAws.identity());
                var connector = connector(aws.endpoint(), TestSettings.ROOT)) {
            var access = connector.open(ROLE);

            access.callerIdentity();
            access.callerIdentity();
            access.callerIdentity();

            assertThat(aws.count("AssumeRole")).as("sessions").isEqualTo(2);
            assertThat(aws.asked().getLast().authorization()).contains("Credential=ASIATWO/");
        }
    }

    @Test
    void asksForANewSessionWhenAwsNoLongerTakesTheOldOne() throws IOException {
        try (var aws = new CannedAws(request -> {
                    if (request.is("AssumeRole")) {
                        return CannedAws.session(
                                "ASIA" + System.nanoTime(), Instant.now().plusSeconds(3_600));
                    }
                    return CannedAws.queryError(403, "ExpiredToken", "The security token included is expired");
                });
                var connector = connector(aws.endpoint(), TestSettings.ROOT)) {
            var access = connector.open(ROLE);

            var first = catchThrowableOfType(AwsFailure.class, access::callerIdentity);
            var second = catchThrowableOfType(AwsFailure.class, access::callerIdentity);

            assertThat(first.kind()).isEqualTo(Kind.CREDENTIALS);
            assertThat(second.kind()).isEqualTo(Kind.CREDENTIALS);
            assertThat(aws.count("AssumeRole")).as("sessions").isEqualTo(2);
        }
    }

    @ParameterizedTest(name = "STS says {1}: {3}")
    @CsvSource(delimiter = '|', textBlock = """
            403 | AccessDenied         | User arn:aws:iam::1:user/u is not authorized to perform: sts:AssumeRole on resource: r | CREDENTIALS
            403 | ExpiredToken         | The security token included in the request is expired | CREDENTIALS
            403 | InvalidClientTokenId | The security token included in the request is invalid | CREDENTIALS
            400 | ValidationError      | 1 validation error detected                           | CREDENTIALS
            400 | Throttling           | Rate exceeded                                         | UNAVAILABLE
            500 | InternalFailure      | trouble                                               | UNAVAILABLE
            """)
    void tellsWhyThereIsNoSessionAndSendsNothing(int status, String code, String text, Kind kind) throws IOException {
        try (var aws = new CannedAws(_ -> CannedAws.queryError(status, code, text));
                var connector = connector(aws.endpoint(), TestSettings.ROOT)) {
            var access = connector.open(ROLE);

            var failure =
                    catchThrowableOfType(AwsFailure.class, () -> access.iam().deletePolicy(POLICY));

            assertThat(failure.kind()).as("%s", failure).isEqualTo(kind);
            assertThat(failure).hasMessageContaining(text);
            if (kind == Kind.CREDENTIALS) {
                assertThat(failure)
                        .hasMessageContaining("AssumeRole was refused: ")
                        .message()
                        .doesNotContain("no credentials");
            }
            assertThat(String.valueOf(failure.getMessage()).contains("iam-policy trust"))
                    .as("%s", failure)
                    .isEqualTo(code.equals("AccessDenied"));
            assertThat(failure.code()).isEqualTo(code);
            assertThat(aws.count("DeletePolicy")).isZero();
            assertThat(aws.count("AssumeRole")).isOne();
        }
    }

    @Test
    void isUnavailableWhenStsIsNotReachedAlsoForAWrite() throws IOException {
        var closed = new CannedAws(CredentialsTest::firmSession);
        closed.close();
        try (var connector = connector(closed.endpoint(), TestSettings.ROOT)) {
            var failure = catchThrowableOfType(
                    AwsFailure.class, () -> connector.open(ROLE).iam().deletePolicy(POLICY));

            assertThat(failure.kind()).as("%s", failure).isEqualTo(Kind.UNAVAILABLE);
            assertThat(failure).hasMessageContaining("STS was not reached");
        }
    }

    @Test
    void saysSoWhenNoCredentialsAreFound() throws IOException {
        AwsCredentialsProvider nothing =
                AwsCredentialsProviderChain.of(SystemPropertyCredentialsProvider.create(), () -> {
                    throw SdkClientException.create("no profile of that name");
                });
        try (var aws = new CannedAws(CredentialsTest::firmSession);
                var connector = connector(aws.endpoint(), nothing)) {
            for (var settings : List.of(ROLE, new AwsConnector.Settings("main", null, null))) {
                var failure = catchThrowableOfType(
                        AwsFailure.class, () -> connector.open(settings).iam().deletePolicy(POLICY));

                assertThat(failure.kind()).as("%s", failure).isEqualTo(Kind.CREDENTIALS);
                assertThat(failure.code()).isEqualTo("NoCredentials");
                assertThat(failure)
                        .hasMessageContaining("NoCredentials: no credentials found: SystemProperty: ")
                        .hasMessageContaining("no profile of that name");
            }
            assertThat(aws.asked()).isEmpty();
        }
    }

    private static SdkAwsConnector connector(URI endpoint, AwsCredentialsProvider credentials) {
        return new SdkAwsConnector(TestSettings.with(endpoint, credentials, Duration.ofSeconds(5)));
    }

    private static Answer firmSession(CannedAws.Asked request) {
        return request.is("AssumeRole")
                ? CannedAws.session("ASIAONE", Instant.now().plusSeconds(3_600))
                : CannedAws.identity();
    }
}
