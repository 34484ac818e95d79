// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.model.ExistingPolicy;
import dev.apiaccess.model.ManagedPolicy;
import dev.apiaccess.model.PrincipalRef;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.GetAccountAuthorizationDetailsResponse;
import software.amazon.awssdk.services.iam.model.ManagedPolicyDetail;
import software.amazon.awssdk.services.iam.model.PolicyVersion;
import software.amazon.awssdk.services.iam.model.RoleDetail;

class IamMappingTest {

    private static final String ARN = "arn:aws-cn:iam::111122223333:policy/apiaccess/test/p";

    @Test
    void readsTheDefaultVersionAndOrdersTheOthersByNumber() {
        var details = IamMapping.accountDetails(GetAccountAuthorizationDetailsResponse.builder()
                .policies(policy("v11", version("v10", "no"), version("v11", encoded()), version("v9", "no")))
                .roleDetailList(RoleDetail.builder()
                        .path("/apps/")
                        .roleName("web")
                        .attachedManagedPolicies(
                                AttachedPolicy.builder().policyArn(ARN).build())
                        .build())
                .isTruncated(true)
                .marker("more")
                .build());

        assertThat(details.policies())
                .containsExactly(new ExistingPolicy(
                        ARN,
                        "ANPA1",
                        "v11",
                        List.of("v9", "v10"),
                        new ManagedPolicy("/apiaccess/test/", "p", "", PortContract.document("a+b"), new TreeSet<>())));
        assertThat(details.attachments())
                .containsExactlyEntriesOf(
                        java.util.Map.of(new PrincipalRef(PrincipalRef.Kind.ROLE, "/apps/", "web"), Set.of(ARN)));
        assertThat(details.next()).isEqualTo("more");
    }

    @Test
    void endsTheListWhenItIsNotTruncated() {
        var details = IamMapping.accountDetails(GetAccountAuthorizationDetailsResponse.builder()
                .isTruncated(false)
                .marker("")
                .build());

        assertThat(details.next()).isNull();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "%7B%7D", "%", "%7B%22Version%22", "hello", "{\"Version\":\"2012-10-17\",\"New\":1}"})
    void takesNothingUnreadableForAnEmptyDocument(@Nullable String document) {
        var details = IamMapping.accountDetails(GetAccountAuthorizationDetailsResponse.builder()
                .policies(policy("v1", version("v1", document)))
                .build());

        assertThat(details.policies())
                .singleElement()
                .satisfies(policy -> assertThat(policy.policy().document()).isNull());
    }

    private static String encoded() {
        return "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Sid%22%3A%22aa1%22%2C%22Effect%22%3A"
                + "%22Allow%22%2C%22Action%22%3A%22execute-api%3AInvoke%22%2C%22Resource%22%3A%22arn%3Aaws%3Aexecute-api"
                + "%3Aeu-west-1%3A111122223333%3Aa1b2c3d4e5/prod/GET/a+b%22%7D%5D%7D";
    }

    private static ManagedPolicyDetail policy(String defaultVersion, PolicyVersion... versions) {
        return ManagedPolicyDetail.builder()
                .arn(ARN)
                .policyId("ANPA1")
                .policyName("p")
                .path("/apiaccess/test/")
                .defaultVersionId(defaultVersion)
                .policyVersionList(versions)
                .build();
    }

    private static PolicyVersion version(String id, @Nullable String document) {
        return PolicyVersion.builder().versionId(id).document(document).build();
    }
}
