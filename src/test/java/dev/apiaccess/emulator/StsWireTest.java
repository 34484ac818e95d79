// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.apiaccess.testing.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** STS and signatures as the Java SDK sees them. */
class StsWireTest {
    private final ManualClock clock = new ManualClock();
    private final Emulator emulator = Emulator.start(EmulatorOptions.forTests().withClock(clock));
    private final Aws aws = new Aws(emulator, TestAccounts.next());

    @AfterEach
    void stop() {
        aws.close();
        emulator.close();
    }

    private static void refused(String code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        AwsServiceException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode())
                                .as(e.getMessage())
                                .isEqualTo(code));
    }

    @Test
    void everybodyMayAskWhoTheyAre() {
        // given
        AwsCredentials user = aws.user("u", null);

        // when, then
        assertThat(aws.sts.getCallerIdentity().arn()).isEqualTo("arn:aws:iam::" + aws.account + ":root");
        try (var sts = aws.sts(user)) {
            assertThat(sts.getCallerIdentity().arn()).isEqualTo("arn:aws:iam::" + aws.account + ":user/u");
            assertThat(sts.getCallerIdentity().account()).isEqualTo(aws.account);
        }
    }

    @Test
    void aRoleIsHandedOutByItsTrustAlone() {
        // given a role of another account that trusts one user with an external id
        AwsCredentials user = aws.user("operator", Aws.document("Allow", "sts:AssumeRole", "*"));
        AwsCredentials powerless = aws.user("powerless", null);
        try (Aws target = new Aws(emulator, TestAccounts.next())) {
            String trust = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\""
                    + aws.account + "\"},\"Action\":\"sts:AssumeRole\",\"Condition\":{\"StringEquals\":"
                    + "{\"sts:ExternalId\":\"x1\"}}}]}";
            String arn = target.iam
                    .createRole(r -> r.roleName("ops").assumeRolePolicyDocument(trust))
                    .role()
                    .arn();

            // when, then
            try (var sts = aws.sts(user);
                    var other = aws.sts(powerless)) {
                refused("AccessDenied", () -> sts.assumeRole(r -> r.roleArn(arn).roleSessionName("s1")));
                refused(
                        "AccessDenied",
                        () -> other.assumeRole(
                                r -> r.roleArn(arn).roleSessionName("s1").externalId("x1")));
                refused(
                        "AccessDenied",
                        () -> sts.assumeRole(
                                r -> r.roleArn(arn + "x").roleSessionName("s1").externalId("x1")));
                var made =
                        sts.assumeRole(r -> r.roleArn(arn).roleSessionName("s1").externalId("x1"));
                AwsCredentials session = AwsSessionCredentials.create(
                        made.credentials().accessKeyId(),
                        made.credentials().secretAccessKey(),
                        made.credentials().sessionToken());
                try (var inside = aws.sts(session)) {
                    assertThat(inside.getCallerIdentity().arn())
                            .isEqualTo("arn:aws:sts::" + target.account + ":assumed-role/ops/s1");
                }
            }
            refused("AccessDenied", () -> aws.sts.assumeRole(r -> r.roleArn(arn).roleSessionName("s1")));
        }
    }

    @Test
    void wrongKeysSecretsTokensAndTimesAreToldApart() {
        // given
        AwsCredentials user = aws.user("u", Aws.document("Allow", "*", "*"));
        AwsCredentials session = aws.assume(user, aws.role("r"));
        String token = ((AwsSessionCredentials) session).sessionToken();

        // when, then
        try (var unknown = aws.sts(AwsBasicCredentials.create("AKIANOBODY", "x"));
                var forged = aws.iam(AwsBasicCredentials.create(user.accessKeyId(), "x"));
                var tokenless = aws.sts(AwsBasicCredentials.create(session.accessKeyId(), session.secretAccessKey()));
                var swapped = aws.sts(
                        AwsSessionCredentials.create(session.accessKeyId(), session.secretAccessKey(), token + "x"));
                var gateway = aws.gateway(AwsBasicCredentials.create(user.accessKeyId(), "x"))) {
            refused("InvalidClientTokenId", unknown::getCallerIdentity);
            refused("SignatureDoesNotMatch", forged::listPolicies);
            refused("InvalidClientTokenId", tokenless::getCallerIdentity);
            refused("InvalidClientTokenId", swapped::getCallerIdentity);
            refused("InvalidSignatureException", gateway::getApiKeys);
        }
    }

    @Test
    void aSessionEnds() {
        // given a session of 15 minutes, made ten minutes ago: clients sign with the machine's time
        clock.advance(Duration.ofMinutes(-10));
        AwsCredentials user = aws.user("u", Aws.document("Allow", "*", "*"));
        String role = aws.role("r");
        try (var sts = aws.sts(user)) {
            var made = sts.assumeRole(r -> r.roleArn(role).roleSessionName("s1").durationSeconds(900))
                    .credentials();
            AwsCredentials session =
                    AwsSessionCredentials.create(made.accessKeyId(), made.secretAccessKey(), made.sessionToken());
            try (var inside = aws.sts(session)) {
                assertThat(inside.getCallerIdentity().account()).isEqualTo(aws.account);

                // when it is over, but the signature is still young enough
                clock.advance(Duration.between(clock.instant(), made.expiration()));
                refused("ExpiredToken", inside::getCallerIdentity);
            }
        }
    }
}
