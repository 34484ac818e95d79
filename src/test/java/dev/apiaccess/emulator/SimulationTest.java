// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.ContextEntry;
import software.amazon.awssdk.services.iam.model.ContextKeyTypeEnum;
import software.amazon.awssdk.services.iam.model.EvaluationResult;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.InvalidInputException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType;

/** The policy simulator, whose answer has the layers that others may not read. */
class SimulationTest {
    private static final String ORDERS = "arn:aws:execute-api:eu-west-1:111122223333:abcdefghij/prod/GET/orders";
    private static final String INVOKE = "execute-api:Invoke";
    private final Emulator emulator = Emulator.start(EmulatorOptions.forTests());
    private final Aws aws = new Aws(emulator, TestAccounts.next());

    @AfterEach
    void stop() {
        aws.close();
        emulator.close();
    }

    private EvaluationResult simulate(String arn, String action, ContextEntry... context) {
        return aws.iam
                .simulatePrincipalPolicy(r -> r.policySourceArn(arn)
                        .actionNames(action)
                        .resourceArns(ORDERS)
                        .contextEntries(context))
                .evaluationResults()
                .getFirst();
    }

    private void organize(String policies) {
        emulator.organize(
                "{\"id\":\"o-a1b2c3d4e5\",\"managementAccount\":\"999999999999\",\"root\":{\"id\":\"r-ab12\"},"
                        + "\"accounts\":[{\"id\":\"" + aws.account + "\",\"policies\":" + policies
                        + "}],\"policies\":[{\"id\":\"p-fence0000\",\"content\":"
                        + Aws.document("Deny", "execute-api:*", "*") + "}]}");
    }

    @Test
    void policiesBoundaryAndOrganizationAreToldApart() {
        // given a role that may invoke
        String role = aws.role("web");
        aws.iam.putRolePolicy(r -> r.roleName("web").policyName("own").policyDocument(Aws.ALLOW_ALL));

        // when, then
        EvaluationResult alone = simulate(role, INVOKE);
        assertThat(alone.evalDecision()).isEqualTo(PolicyEvaluationDecisionType.ALLOWED);
        assertThat(alone.evalResourceName()).isEqualTo(ORDERS);
        assertThat(alone.organizationsDecisionDetail()).isNull();
        assertThat(simulate(role, "execute-api:ManageConnections").evalDecision())
                .isEqualTo(PolicyEvaluationDecisionType.IMPLICIT_DENY);

        // when its account is in an organization
        organize("[\"p-FullAWSAccess\"]");

        // then
        assertThat(simulate(role, INVOKE).organizationsDecisionDetail().allowedByOrganizations())
                .isTrue();

        // when a boundary and a policy of the organization are against it
        aws.iam.putRolePermissionsBoundary(
                r -> r.roleName("web").permissionsBoundary("arn:aws:iam::aws:policy/ReadOnlyAccess"));
        organize("[\"p-FullAWSAccess\",\"p-fence0000\"]");

        // then
        EvaluationResult fenced = simulate(role, INVOKE);
        assertThat(fenced.evalDecision()).isEqualTo(PolicyEvaluationDecisionType.EXPLICIT_DENY);
        assertThat(fenced.organizationsDecisionDetail().allowedByOrganizations())
                .isFalse();
        assertThat(fenced.permissionsBoundaryDecisionDetail().allowedByPermissionsBoundary())
                .isFalse();
    }

    @Test
    void keysThatAreNotGivenAreAbsentAndNamed() {
        // given a user of a group whose policy asks for an address
        aws.user("anna", null);
        aws.iam.createGroup(r -> r.groupName("staff"));
        aws.iam.addUserToGroup(r -> r.groupName("staff").userName("anna"));
        aws.iam.putGroupPolicy(r -> r.groupName("staff")
                .policyName("own")
                .policyDocument(
                        Aws.document("Allow", INVOKE, "*", "{\"IpAddress\":{\"aws:SourceIp\":\"203.0.113.0/24\"}}")));
        String arn = "arn:aws:iam::" + aws.account + ":user/anna";

        // when, then
        EvaluationResult without = simulate(arn, INVOKE);
        assertThat(without.evalDecision()).isEqualTo(PolicyEvaluationDecisionType.IMPLICIT_DENY);
        assertThat(without.missingContextValues()).containsExactly("aws:SourceIp");
        EvaluationResult with = simulate(
                arn,
                INVOKE,
                ContextEntry.builder()
                        .contextKeyName("aws:SourceIp")
                        .contextKeyType(ContextKeyTypeEnum.IP)
                        .contextKeyValues("203.0.113.9")
                        .build());
        assertThat(with.evalDecision()).isEqualTo(PolicyEvaluationDecisionType.ALLOWED);
        assertThat(with.missingContextValues()).isEmpty();
    }

    @Test
    void resourcePoliciesAreForUsersAndTheRightIsOnThePrincipal() {
        // given
        String role = aws.role("web");
        aws.user("anna", null);
        String anna = "arn:aws:iam::" + aws.account + ":user/anna";
        String open =
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\""
                        + INVOKE + "\",\"Resource\":\"" + ORDERS + "\"}]}";

        // when, then
        assertThat(aws.iam
                        .simulatePrincipalPolicy(r -> r.policySourceArn(anna)
                                .actionNames(INVOKE, "iam:GetUser")
                                .resourceArns(ORDERS)
                                .resourcePolicy(open))
                        .evaluationResults())
                .extracting(EvaluationResult::evalDecision)
                .isEqualTo(List.of(PolicyEvaluationDecisionType.ALLOWED, PolicyEvaluationDecisionType.IMPLICIT_DENY));
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> aws.iam.simulatePrincipalPolicy(
                        r -> r.policySourceArn(role).actionNames(INVOKE).resourcePolicy(open)));
        assertThatExceptionOfType(NoSuchEntityException.class).isThrownBy(() -> simulate(role + "x", INVOKE));
        try (IamClient other = aws.iam(aws.user("other", Aws.document("Allow", "iam:SimulatePrincipalPolicy", role)))) {
            assertThat(other.simulatePrincipalPolicy(
                                    r -> r.policySourceArn(role).actionNames(INVOKE))
                            .evaluationResults())
                    .hasSize(1);
            assertThatExceptionOfType(IamException.class)
                    .isThrownBy(() -> other.simulatePrincipalPolicy(
                            r -> r.policySourceArn(anna).actionNames(INVOKE)))
                    .withMessageContaining("is not authorized to perform: iam:SimulatePrincipalPolicy");
        }
    }
}
