// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.EntityType;
import software.amazon.awssdk.services.iam.model.GetAccountAuthorizationDetailsResponse;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.ManagedPolicyDetail;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.Policy;
import software.amazon.awssdk.services.iam.model.PolicyScopeType;
import software.amazon.awssdk.services.iam.model.PolicyVersion;

/** Policies that belong to AWS are there in every account, work like any other and are nobody's to change. */
class AwsPoliciesWireTest {
    private static final String AWS = "arn:aws:iam::aws:policy/";
    private static final String INVOKE = AWS + "AmazonAPIGatewayInvokeFullAccess";
    private static final String READ = AWS + "ReadOnlyAccess";
    private final Emulator emulator = Emulator.start(EmulatorOptions.forTests());
    private final Aws aws = new Aws(emulator, TestAccounts.next());
    private final Invoker invoker = new Invoker(emulator.endpoint());

    @AfterEach
    void stop() {
        invoker.close();
        aws.close();
        emulator.close();
    }

    @Test
    void theyAreFoundWithTheirVersions() {
        // when
        Policy policy = aws.iam.getPolicy(r -> r.policyArn(READ)).policy();
        List<PolicyVersion> versions =
                aws.iam.listPolicyVersions(r -> r.policyArn(READ)).versions();

        // then
        assertThat(policy.defaultVersionId()).isEqualTo("v3");
        assertThat(policy.policyId()).matches("ANPA[A-Z2-7]{17}");
        assertThat(versions).extracting(PolicyVersion::versionId).containsExactly("v3", "v2", "v1");
        assertThat(aws.iam
                        .getPolicyVersion(r -> r.policyArn(READ).versionId("v1"))
                        .policyVersion()
                        .document())
                .contains("iam%3AGet%2A");
        assertThat(aws.iam.listPolicies(r -> r.scope(PolicyScopeType.AWS)).policies())
                .extracting(Policy::arn)
                .contains(INVOKE, AWS + "service-role/AWSLambdaBasicExecutionRole");
        assertThat(aws.iam.listPolicies(r -> r.scope(PolicyScopeType.LOCAL)).policies())
                .isEmpty();
        assertThatExceptionOfType(NoSuchEntityException.class)
                .isThrownBy(() -> aws.iam.getPolicy(r -> r.policyArn(AWS + "NoSuchPolicy")));
    }

    @Test
    void thoseInUseAreInTheAccountsDetails() {
        // given one that is attached and one that bounds
        aws.role("web");
        aws.iam.attachRolePolicy(r -> r.roleName("web").policyArn(INVOKE));
        aws.iam.putRolePermissionsBoundary(r -> r.roleName("web").permissionsBoundary(AWS + "AdministratorAccess"));
        aws.policy("own", Aws.ALLOW_ALL);

        // when
        GetAccountAuthorizationDetailsResponse details =
                aws.iam.getAccountAuthorizationDetails(r -> r.filter(EntityType.AWS_MANAGED_POLICY));

        // then
        assertThat(details.policies())
                .extracting(ManagedPolicyDetail::arn)
                .containsExactly(AWS + "AdministratorAccess", INVOKE);
        assertThat(details.policies().get(1).policyVersionList().getFirst().document())
                .contains("execute-api%3AManageConnections");
        assertThat(details.policies().get(1).attachmentCount()).isEqualTo(1);
        assertThat(details.policies().get(0).permissionsBoundaryUsageCount()).isEqualTo(1);
        assertThat(aws.iam.getAccountAuthorizationDetails().policies()).hasSize(3);
        assertThat(aws.iam.listAttachedRolePolicies(r -> r.roleName("web")).attachedPolicies())
                .extracting(p -> p.policyName() + " " + p.policyArn())
                .containsExactly("AmazonAPIGatewayInvokeFullAccess " + INVOKE);
        assertThat(aws.iam.listEntitiesForPolicy(r -> r.policyArn(INVOKE)).policyRoles())
                .extracting(r -> r.roleName())
                .containsExactly("web");
    }

    @Test
    void theyGrantAndBoundOnBothSides() {
        // given an API, and a user with the right to invoke and to read
        String api = aws.api("orders");
        aws.method(api, "orders", "AWS_IAM", false);
        aws.deploy(api);
        AwsCredentials user = aws.user("u", null);
        aws.iam.attachUserPolicy(r -> r.userName("u").policyArn(INVOKE));
        aws.iam.attachUserPolicy(r -> r.userName("u").policyArn(READ));
        String url = "/_api/" + api + "/prod/orders";

        // when, then
        assertThat(invoker.get(url, user, null).status()).isEqualTo(200);
        try (IamClient client = aws.iam(user)) {
            assertThat(client.getPolicy(r -> r.policyArn(INVOKE)).policy().attachmentCount())
                    .isEqualTo(1);

            // when one of them is the boundary, the other grants nothing any more
            aws.iam.putUserPermissionsBoundary(r -> r.userName("u").permissionsBoundary(READ));
            assertThat(invoker.get(url, user, null).body()).contains("no permissions boundary allows");
            assertThat(client.getUser(r -> r.userName("u")).user().userName()).isEqualTo("u");
        }
    }

    @Test
    void nobodyChangesThem() {
        // given, when, then
        for (ThrowingCallable change : List.<ThrowingCallable>of(
                () -> aws.iam.createPolicyVersion(r -> r.policyArn(READ).policyDocument(Aws.ALLOW_ALL)),
                () -> aws.iam.setDefaultPolicyVersion(r -> r.policyArn(READ).versionId("v1")),
                () -> aws.iam.deletePolicyVersion(r -> r.policyArn(READ).versionId("v1")),
                () -> aws.iam.deletePolicy(r -> r.policyArn(READ)),
                () -> aws.iam.tagPolicy(
                        r -> r.policyArn(READ).tags(t -> t.key("a").value("b"))))) {
            assertThatExceptionOfType(IamException.class)
                    .isThrownBy(change)
                    .satisfies(e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDenied"));
        }
        assertThat(aws.iam.getPolicy(r -> r.policyArn(READ)).policy().defaultVersionId())
                .isEqualTo("v3");
    }
}
