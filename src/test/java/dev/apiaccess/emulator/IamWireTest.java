// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import software.amazon.awssdk.services.iam.model.DeleteConflictException;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.iam.model.EntityType;
import software.amazon.awssdk.services.iam.model.LimitExceededException;
import software.amazon.awssdk.services.iam.model.MalformedPolicyDocumentException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.Policy;
import software.amazon.awssdk.services.iam.model.PolicyRole;
import software.amazon.awssdk.services.iam.model.PolicyScopeType;
import software.amazon.awssdk.services.iam.model.PolicyVersion;
import software.amazon.awssdk.services.iam.model.RoleDetail;
import software.amazon.awssdk.services.iam.model.Tag;

/** IAM as the Java SDK sees it. */
class IamWireTest {
    private static final Emulator EMULATOR = Emulator.start(EmulatorOptions.forTests());
    private Aws aws = new Aws(EMULATOR, "100000000001");

    @BeforeEach
    void freshAccount() {
        aws.close();
        aws = new Aws(EMULATOR, TestAccounts.next());
    }

    @AfterAll
    static void stop() {
        EMULATOR.close();
    }

    @AfterEach
    void closeClients() {
        aws.close();
    }

    @TestFactory
    Stream<DynamicTest> whatIamRefusesInAManagedPolicyIsRefusedHere() {
        String statement = "{\"Effect\":\"Allow\",\"Action\":\"execute-api:Invoke\",\"Resource\":\"*\"}";
        String current = "{\"Version\":\"2012-10-17\",\"Statement\":" + statement + "}";
        return Stream.of(
                        List.of("{\"Statement\":" + statement + "}", "must be version 2012-10-17"),
                        List.of(current.replace("2012", "2008"), "must be version 2012-10-17"),
                        List.of(current.replace("execute-api:Invoke", "Invoke"), "prefaced by a vendor"),
                        List.of(current.replace("execute-api:Invoke", "a:b:c"), "only one colon"),
                        List.of(current.replace("execute-api:Invoke", "a:b c"), "legacy parsing"),
                        List.of(current.replace("execute-api:Invoke", "*:Invoke"), "Vendor * is not valid"),
                        List.of(current.replace("\"*\"", "\"arn:moon:execute-api:a:1:x\""), "Partition \"moon\""),
                        List.of(current.replace("\"*\"", "\"arn:aws:execute-api:a:1\""), "legacy parsing"),
                        List.of(current.replace("\"*\"", "\"arn:aws:*:a:1:x\""), "cannot contain regexes"),
                        List.of(current.replace("\"*\"", "\"arn:aws:iam:a:1:x\""), "region information"),
                        List.of(
                                current.replace(
                                        "\"*\"",
                                        "\"*\",\"Condition\":{\"DateGreaterThan\":{\"aws:CurrentTime\":\"notadate\"}}"),
                                "legacy parsing"))
                .map(row -> DynamicTest.dynamicTest(
                        row.getFirst(),
                        () -> assertThatExceptionOfType(MalformedPolicyDocumentException.class)
                                .isThrownBy(() -> aws.iam.createPolicy(
                                        r -> r.policyName("aa-x").policyDocument(row.getFirst())))
                                .withMessageContaining(row.getLast())));
    }

    @Test
    void aPolicyComesBackAsItWasSent() {
        // given a document with characters that XML and percent-encoding care about
        String odd = Aws.ALLOW_ALL.replace("\"*\"", "\"arn:aws:execute-api:*:*:a/p/GET/x&<>+%20 \u00e9\"");

        // when it is stored and read
        Policy made = aws.iam
                .createPolicy(r -> r.policyName("aa-x")
                        .path("/apiaccess/c1/")
                        .policyDocument(odd)
                        .description("<of> & x")
                        .tags(Tag.builder().key("k").value("v/1").build()))
                .policy();
        PolicyVersion version = aws.iam
                .getPolicyVersion(r -> r.policyArn(made.arn()).versionId("v1"))
                .policyVersion();
        Policy got = aws.iam.getPolicy(r -> r.policyArn(made.arn())).policy();

        // then nothing was lost, and the document is encoded as RFC 3986 says
        assertThat(version.document()).doesNotContain("+").contains("%20");
        assertThat(URLDecoder.decode(version.document(), StandardCharsets.UTF_8))
                .isEqualTo(odd);
        assertThat(made.arn()).isEqualTo("arn:aws:iam::" + aws.account + ":policy/apiaccess/c1/aa-x");
        assertThat(made.policyId()).matches("ANPA[A-Z2-7]{17}");
        assertThat(got.description()).isEqualTo("<of> & x");
        assertThat(got.tags()).extracting(Tag::key, Tag::value).containsExactly(tuple("k", "v/1"));
    }

    @Test
    void versionsAreFiveAndNumbersAreNotUsedTwice() {
        // given a policy with five versions
        String arn = aws.policy("p", Aws.ALLOW_ALL);
        for (int i = 0; i < 4; i++) {
            aws.iam.createPolicyVersion(
                    r -> r.policyArn(arn).policyDocument(Aws.ALLOW_ALL).setAsDefault(true));
        }

        // when a sixth comes, or the default is to go, AWS refuses
        assertThatExceptionOfType(LimitExceededException.class)
                .isThrownBy(
                        () -> aws.iam.createPolicyVersion(r -> r.policyArn(arn).policyDocument(Aws.ALLOW_ALL)));
        assertThatExceptionOfType(DeleteConflictException.class)
                .isThrownBy(
                        () -> aws.iam.deletePolicyVersion(r -> r.policyArn(arn).versionId("v5")));
        assertThatExceptionOfType(DeleteConflictException.class)
                .isThrownBy(() -> aws.iam.deletePolicy(r -> r.policyArn(arn)));

        // then room is made by deleting another, and the next number is 6
        aws.iam.deletePolicyVersion(r -> r.policyArn(arn).versionId("v4"));
        String next = aws.iam
                .createPolicyVersion(r -> r.policyArn(arn).policyDocument(Aws.ALLOW_ALL))
                .policyVersion()
                .versionId();
        assertThat(next).isEqualTo("v6");
        assertThat(aws.iam.getPolicy(r -> r.policyArn(arn)).policy().defaultVersionId())
                .isEqualTo("v5");
    }

    @Test
    void namesAreUniqueWithoutRegardToCaseOrPath() {
        // given
        aws.policy("Readers", Aws.ALLOW_ALL);

        // when, then
        assertThatExceptionOfType(EntityAlreadyExistsException.class)
                .isThrownBy(() -> aws.iam.createPolicy(
                        r -> r.policyName("READERS").path("/elsewhere/").policyDocument(Aws.ALLOW_ALL)));
    }

    @Test
    void documentsAreReadStrictlyAndMeasuredWithoutWhiteSpace() {
        // given documents just within and just beyond 6,144 characters
        String frame = Aws.document("Allow", "execute-api:Invoke", "arn:aws:execute-api:x");
        String within = Aws.document(
                "Allow", "execute-api:Invoke", "arn:aws:execute-api:x" + "y".repeat(6144 - frame.length()));

        // when, then
        aws.policy("fits", within.replace(",", ",\n   "));
        assertThatExceptionOfType(LimitExceededException.class)
                .isThrownBy(() -> aws.policy("large", within.replace("xy", "xyy")));
        for (String bad : List.of("{", "[]", "{\"Version\":\"2012-10-17\"}", Aws.ALLOW_ALL.replace("Allow", "Maybe"))) {
            assertThatExceptionOfType(MalformedPolicyDocumentException.class)
                    .as(bad)
                    .isThrownBy(() -> aws.policy("bad", bad));
        }
    }

    @Test
    void attachmentsCountOnceAreLimitedToTenAndHoldThePolicy() {
        // given a role with ten policies
        aws.role("web");
        List<String> arns = IntStream.range(0, 11)
                .mapToObj(i -> aws.policy("p" + i, Aws.ALLOW_ALL))
                .toList();
        arns.subList(0, 10)
                .forEach(arn -> aws.iam.attachRolePolicy(r -> r.roleName("web").policyArn(arn)));
        aws.iam.attachRolePolicy(r -> r.roleName("web").policyArn(arns.getFirst()));

        // when, then
        assertThatExceptionOfType(LimitExceededException.class)
                .isThrownBy(
                        () -> aws.iam.attachRolePolicy(r -> r.roleName("web").policyArn(arns.getLast())))
                .withMessageContaining("PoliciesPerRole: 10");
        assertThat(aws.iam.getPolicy(r -> r.policyArn(arns.getFirst())).policy().attachmentCount())
                .isEqualTo(1);
        assertThatExceptionOfType(DeleteConflictException.class)
                .isThrownBy(() -> aws.iam.deletePolicy(r -> r.policyArn(arns.getFirst())));
        assertThatExceptionOfType(NoSuchEntityException.class)
                .isThrownBy(
                        () -> aws.iam.detachRolePolicy(r -> r.roleName("web").policyArn(arns.getLast())));
        assertThat(aws.iam
                        .listEntitiesForPolicy(r -> r.policyArn(arns.getFirst()).entityFilter(EntityType.ROLE))
                        .policyRoles())
                .extracting(PolicyRole::roleName)
                .containsExactly("web");
    }

    @Test
    void listsPageWithoutLossWhileThingsAreDeleted() {
        // given 25 policies under a path and one elsewhere
        IntStream.range(0, 25).forEach(i -> aws.policy("p%02d".formatted(i), Aws.ALLOW_ALL));
        aws.iam.createPolicy(r -> r.policyName("other").policyDocument(Aws.ALLOW_ALL));

        // when they are listed by ten, and one of the first page goes in between
        var first = aws.iam.listPolicies(
                r -> r.pathPrefix("/apiaccess/").scope(PolicyScopeType.LOCAL).maxItems(10));
        aws.iam.deletePolicy(r -> r.policyArn(first.policies().getLast().arn()));
        var rest = aws.iam.listPoliciesPaginator(
                r -> r.pathPrefix("/apiaccess/").maxItems(10).marker(first.marker()));

        // then every remaining one is seen exactly once
        assertThat(first.isTruncated()).isTrue();
        assertThat(rest.policies().stream().map(Policy::policyName).collect(Collectors.toList()))
                .hasSize(15)
                .doesNotHaveDuplicates()
                .startsWith("p10")
                .endsWith("p24");
    }

    @Test
    void authorizationDetailsTellAttachmentsAndBoundariesInPages() {
        // given
        String bound = aws.policy("bound", Aws.ALLOW_ALL);
        for (int i = 0; i < 7; i++) {
            String name = "r" + i;
            aws.role(name);
            aws.iam.attachRolePolicy(r -> r.roleName(name).policyArn(bound));
        }
        aws.iam.putRolePermissionsBoundary(r -> r.roleName("r3").permissionsBoundary(bound));

        // when
        var pages = aws.iam.getAccountAuthorizationDetailsPaginator(
                r -> r.filter(EntityType.ROLE).maxItems(3));
        List<RoleDetail> roles =
                pages.stream().flatMap(p -> p.roleDetailList().stream()).toList();

        // then
        assertThat(pages.stream()).hasSize(3);
        assertThat(roles)
                .hasSize(7)
                .allSatisfy(r -> assertThat(r.attachedManagedPolicies()).hasSize(1));
        assertThat(roles)
                .filteredOn(r -> r.permissionsBoundary() != null)
                .extracting(RoleDetail::roleName)
                .containsExactly("r3");
        assertThat(aws.iam.getPolicy(r -> r.policyArn(bound)).policy().permissionsBoundaryUsageCount())
                .isEqualTo(1);
    }

    @Test
    void aUserWithoutRightsIsToldWhoWhatAndWhere() {
        // given
        var reader = aws.user("reader", Aws.document("Allow", "iam:GetPolicy", "*"));
        String arn = aws.policy("p", Aws.ALLOW_ALL);

        // when, then
        try (var iam = aws.iam(reader)) {
            assertThat(iam.getPolicy(r -> r.policyArn(arn)).policy().arn()).isEqualTo(arn);
            assertThatThrownBy(() -> iam.deletePolicy(r -> r.policyArn(arn)))
                    .hasMessageContaining(
                            "User: arn:aws:iam::" + aws.account + ":user/reader is not authorized to perform:"
                                    + " iam:DeletePolicy on resource: policy " + arn
                                    + " because no identity-based policy allows the iam:DeletePolicy action");
        }
    }

    @Test
    void attachingIsBoundToPathsByCondition() {
        // given a user that may attach only policies of one path
        var operator = aws.user(
                "operator",
                Aws.document(
                        "Allow",
                        "iam:AttachRolePolicy",
                        "arn:aws:iam::*:role/apps/*",
                        "{\"ArnLike\":{\"iam:PolicyARN\":\"arn:aws:iam::*:policy/apiaccess/*\"}}"));
        aws.role("web");
        String ours = aws.policy("ours", Aws.ALLOW_ALL);
        String admin = aws.iam
                .createPolicy(r -> r.policyName("admin").policyDocument(Aws.ALLOW_ALL))
                .policy()
                .arn();

        // when, then
        try (var iam = aws.iam(operator)) {
            iam.attachRolePolicy(r -> r.roleName("web").policyArn(ours));
            assertThatThrownBy(() -> iam.attachRolePolicy(r -> r.roleName("web").policyArn(admin)))
                    .hasMessageContaining("iam:AttachRolePolicy on resource: role web");
        }
    }
}
