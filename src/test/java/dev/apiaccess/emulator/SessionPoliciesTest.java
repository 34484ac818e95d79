// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.PolicyDescriptorType;

/** Policies that are sent along with a role limit its session, on both sides. */
class SessionPoliciesTest {
    private static final String READ = "arn:aws:iam::aws:policy/ReadOnlyAccess";
    private final Emulator emulator = Emulator.start(EmulatorOptions.forTests());
    private final Aws aws = new Aws(emulator, TestAccounts.next());
    private final Invoker invoker = new Invoker(emulator.endpoint());
    private AwsCredentials caller = AwsBasicCredentials.create("none", "none");
    private String role = "";
    private String base = "";

    @BeforeEach
    void aRoleThatMayDoEverything() {
        String api = aws.api("orders");
        aws.method(api, "orders", "AWS_IAM", false);
        aws.method(api, "quotes", "AWS_IAM", false);
        aws.deploy(api);
        base = "/_api/" + api + "/prod";
        role = aws.role("web");
        aws.iam.putRolePolicy(r -> r.roleName("web").policyName("all").policyDocument(Aws.document("Allow", "*", "*")));
        caller = aws.user("caller", Aws.document("Allow", "sts:AssumeRole", "*"));
    }

    @AfterEach
    void stop() {
        invoker.close();
        aws.close();
        emulator.close();
    }

    private AssumeRoleResponse assume(@Nullable String policy, List<String> arns) {
        try (StsClient sts = aws.sts(caller)) {
            return sts.assumeRole(r -> r.roleArn(role)
                    .roleSessionName("s1")
                    .policy(policy)
                    .policyArns(arns.stream()
                            .map(arn -> PolicyDescriptorType.builder().arn(arn).build())
                            .toList()));
        }
    }

    private static AwsCredentials session(AssumeRoleResponse made) {
        return AwsSessionCredentials.create(
                made.credentials().accessKeyId(),
                made.credentials().secretAccessKey(),
                made.credentials().sessionToken());
    }

    private static void refused(String code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        AwsServiceException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode())
                                .as(e.getMessage())
                                .isEqualTo(code));
    }

    @Test
    void anInlinePolicyLimitsTheSession() {
        // given a session that may invoke one path
        AssumeRoleResponse made = assume(
                Aws.document("Allow", "execute-api:Invoke", "arn:aws:execute-api:*:*:*/prod/GET/orders"), List.of());
        AwsCredentials session = session(made);

        // when, then
        assertThat(invoker.get(base + "/orders", session, null).status()).isEqualTo(200);
        assertThat(invoker.get(base + "/quotes", session, null).body())
                .contains("assumed-role/web/s1 is not authorized")
                .contains("because no session policy allows the execute-api:Invoke action");
        try (IamClient iam = aws.iam(session)) {
            assertThatThrownBy(iam::listUsers).hasMessageContaining("because no session policy allows");
        }
        assertThat(invoker.get(base + "/quotes", session(assume(null, List.of())), null)
                        .status())
                .as("without a policy of its own")
                .isEqualTo(200);
    }

    @Test
    void policiesTogetherAllowWhatOneOfThemAllowsAndGrantNothingThemselves() {
        // given a managed policy of the account and one of AWS
        String orders = aws.policy(
                "orders", Aws.document("Allow", "execute-api:Invoke", "arn:aws:execute-api:*:*:*/prod/GET/orders"));
        AwsCredentials session = session(assume(null, List.of(orders, READ)));

        // when, then
        assertThat(invoker.get(base + "/orders", session, null).status()).isEqualTo(200);
        assertThat(invoker.get(base + "/quotes", session, null).status()).isEqualTo(403);
        try (IamClient iam = aws.iam(session)) {
            assertThat(iam.listUsers().users()).hasSize(1);
            refused("AccessDenied", () -> iam.createUser(r -> r.userName("x")));

            // when the role itself loses everything
            aws.iam.deleteRolePolicy(r -> r.roleName("web").policyName("all"));

            // then
            refused("AccessDenied", iam::listUsers);
        }
    }

    @Test
    void aDenyInASessionPolicyWins() {
        // given
        AwsCredentials session = session(assume(Aws.document("Deny", "execute-api:Invoke", "*"), List.of(READ)));

        // when, then
        assertThat(invoker.get(base + "/orders", session, null).body()).contains("with an explicit deny");
    }

    @Test
    void whatIsTooLargeMalformedOrMissingIsRefused() {
        // given, when, then
        String wide = Aws.document("Allow", "*", "*" + " ".repeat(2_000));
        refused("MalformedPolicyDocument", () -> assume("{\"Statement\":[{}]}", List.of()));
        refused("ValidationError", () -> assume(wide, List.of()));
        refused("ValidationError", () -> assume(null, Collections.nCopies(11, READ)));
        refused("NoSuchEntity", () -> assume(null, List.of(READ + "x")));
        String fits = Aws.document("Allow", "*", "*").replace("{", "{" + " ".repeat(600));
        assertThat(invoker.get(base + "/orders", session(assume(fits, List.of(READ))), null)
                        .status())
                .isEqualTo(200);
        refused("PackedPolicyTooLarge", () -> assume(fits, Collections.nCopies(10, READ)));
    }
}
