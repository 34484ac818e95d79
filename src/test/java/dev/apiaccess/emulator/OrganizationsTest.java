// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.services.iam.IamClient;

/** An organization answers those who may ask, and its service control policies hold for its members. */
class OrganizationsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HARMLESS = Aws.document("Deny", "s3:DeleteBucket", "*");
    private final Emulator emulator = Emulator.start(EmulatorOptions.forTests());
    private final Aws management = new Aws(emulator, TestAccounts.next());
    private final Aws shop = new Aws(emulator, TestAccounts.next());
    private final Aws audit = new Aws(emulator, TestAccounts.next());
    private final Aws alone = new Aws(emulator, TestAccounts.next());
    private final Invoker invoker = new Invoker(emulator.endpoint());
    private final SignedPost signed = new SignedPost(emulator.endpoint(), "organizations", "us-east-1");

    @BeforeEach
    void anOrganization() {
        organize(
                "[\"p-FullAWSAccess\"]",
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Action\":"
                        + "\"iam:CreateUser\",\"Resource\":\"*\"}]}");
    }

    @AfterEach
    void stop() {
        signed.close();
        invoker.close();
        for (Aws one : new Aws[] {management, shop, audit, alone}) {
            one.close();
        }
        emulator.close();
    }

    private void organize(String ofUnit, String fence) {
        emulator.organize("{\"id\":\"o-a1b2c3d4e5\",\"managementAccount\":\""
                + management.account
                + "\",\"root\":{\"id\":\"r-ab12\"},\"units\":[{\"id\":\"ou-ab12-11111111\",\"name\":\"prod\","
                + "\"policies\":" + ofUnit + "},{\"id\":\"ou-ab12-22222222\",\"name\":\"shops\","
                + "\"parent\":\"ou-ab12-11111111\"}],\"accounts\":[{\"id\":\"" + shop.account
                + "\",\"name\":\"shop\",\"parent\":\"ou-ab12-22222222\",\"policies\":"
                + "[\"p-FullAWSAccess\",\"p-fence0000\"]},{\"id\":\"" + audit.account
                + "\",\"name\":\"audit\"}],\"policies\":[{\"id\":\"p-fence0000\",\"name\":\"fence\",\"content\":"
                + fence + "}],\"delegatedAdministrators\":[\"" + audit.account + "\"]}");
    }

    private JsonNode ask(AwsCredentials who, String operation, String body) {
        try {
            return JSON.readTree(signed.send(
                    who,
                    "/",
                    Map.of(
                            "Content-Type",
                            "application/x-amz-json-1.1",
                            "X-Amz-Target",
                            "AWSOrganizationsV20161128." + operation),
                    body));
        } catch (JsonProcessingException e) {
            throw new AssertionError(operation, e);
        }
    }

    private static String ids(JsonNode list) {
        return String.join(",", list.findValuesAsText("Id"));
    }

    @Test
    void theTreeIsReadFromTheManagementAndFromADelegatedAdministrator() {
        for (AwsCredentials who : new AwsCredentials[] {management.root, audit.root}) {
            // when, then
            JsonNode whole = ask(who, "DescribeOrganization", "{}").path("Organization");
            assertThat(whole.path("Id").asText()).isEqualTo("o-a1b2c3d4e5");
            assertThat(whole.path("MasterAccountId").asText()).isEqualTo(management.account);
            assertThat(whole.path("Arn").asText())
                    .isEqualTo("arn:aws:organizations::" + management.account + ":organization/o-a1b2c3d4e5");
            assertThat(ids(ask(who, "ListRoots", "{}").path("Roots"))).isEqualTo("r-ab12");
            assertThat(ids(ask(who, "ListOrganizationalUnitsForParent", "{\"ParentId\":\"r-ab12\"}")
                            .path("OrganizationalUnits")))
                    .isEqualTo("ou-ab12-11111111");
            assertThat(ids(ask(who, "ListAccountsForParent", "{\"ParentId\":\"ou-ab12-22222222\"}")
                            .path("Accounts")))
                    .isEqualTo(shop.account);
            assertThat(ask(who, "ListParents", "{\"ChildId\":\"" + shop.account + "\"}")
                            .path("Parents")
                            .toString())
                    .isEqualTo("[{\"Id\":\"ou-ab12-22222222\",\"Type\":\"ORGANIZATIONAL_UNIT\"}]");
            assertThat(ids(ask(
                                    who,
                                    "ListPoliciesForTarget",
                                    "{\"TargetId\":\"" + shop.account + "\",\"Filter\":\"SERVICE_CONTROL_POLICY\"}")
                            .path("Policies")))
                    .isEqualTo("p-FullAWSAccess,p-fence0000");
            assertThat(ask(who, "DescribePolicy", "{\"PolicyId\":\"p-fence0000\"}")
                            .at("/Policy/Content")
                            .asText())
                    .contains("iam:CreateUser");
            assertThat(ids(ask(who, "ListDelegatedAdministrators", "{}").path("DelegatedAdministrators")))
                    .isEqualTo(audit.account);
        }
    }

    @Test
    void listsComeInPages() {
        // when
        JsonNode first = ask(management.root, "ListAccountsForParent", "{\"ParentId\":\"r-ab12\",\"MaxResults\":1}");
        JsonNode second = ask(
                management.root,
                "ListAccountsForParent",
                "{\"ParentId\":\"r-ab12\",\"MaxResults\":1,\"NextToken\":"
                        + first.path("NextToken").toString() + "}");

        // then
        assertThat(first.path("Accounts")).hasSize(1);
        assertThat(ids(first.path("Accounts")) + "," + ids(second.path("Accounts")))
                .contains(management.account)
                .contains(audit.account);
        assertThat(second.has("NextToken")).isFalse();
    }

    @Test
    void othersMayOnlyAskWhetherThereIsOne() {
        // when, then
        assertThat(ask(shop.root, "DescribeOrganization", "{}")
                        .at("/Organization/Id")
                        .asText())
                .isEqualTo("o-a1b2c3d4e5");
        assertThat(ask(shop.root, "ListRoots", "{}").path("__type").asText()).isEqualTo("AccessDeniedException");
        assertThat(ask(alone.root, "DescribeOrganization", "{}").path("__type").asText())
                .isEqualTo("AWSOrganizationsNotInUseException");
        assertThat(ask(management.root, "ListParents", "{\"ChildId\":\"999999999999\"}")
                        .path("__type")
                        .asText())
                .isEqualTo("ChildNotFoundException");
        AwsCredentials powerless = management.user("powerless", null);
        JsonNode refused = ask(powerless, "ListRoots", "{}");
        assertThat(refused.path("__type").asText()).isEqualTo("AccessDeniedException");
        assertThat(refused.path("Message").asText()).contains("organizations:ListRoots");
        AwsCredentials reader = management.user(
                "reader", Aws.document("Allow", "organizations:*", "arn:aws:organizations::*:policy/*"));
        assertThat(ask(reader, "DescribePolicy", "{\"PolicyId\":\"p-fence0000\"}")
                        .has("Policy"))
                .isTrue();
    }

    @Test
    void servicePoliciesHoldOnTheControlPlaneButNotForTheManagement() {
        // given somebody who may do everything, with a Deny over the account
        AwsCredentials user = audit.user("u", Aws.document("Allow", "*", "*"));
        assertThatThrownBy(() -> shop.iam.createUser(r -> r.userName("u")))
                .as("even the account itself")
                .hasMessageContaining("with an explicit deny in a service control policy");

        // when, then
        try (IamClient iam = audit.iam(user)) {
            assertThat(iam.createUser(r -> r.userName("other")).user().userName())
                    .isEqualTo("other");
        }

        // when a level over the shop allows nothing, not even what the account's own level allows
        organize("[]", HARMLESS);
        assertThatThrownBy(() -> shop.iam.listUsers())
                .hasMessageContaining("because no service control policy allows the iam:ListUsers action");
        assertThat(management.iam.listUsers().users()).isEmpty();
    }

    @Test
    void servicePoliciesHoldOnTheDataPlane() {
        // given an API and a caller with everything in the shop
        organize("[\"p-FullAWSAccess\"]", HARMLESS);
        String api = shop.api("orders");
        shop.method(api, "orders", "AWS_IAM", false);
        shop.deploy(api);
        AwsCredentials user = shop.user("u", Aws.ALLOW_ALL);
        String url = "/_api/" + api + "/prod/orders";
        assertThat(invoker.get(url, user, null).status()).isEqualTo(200);

        // when
        organize(
                "[\"p-FullAWSAccess\"]",
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Action\":\"execute-api:*\",\"Resource\":"
                        + "\"*\"}]}");

        // then
        assertThat(invoker.get(url, user, null).body()).contains("with an explicit deny");
    }

    @Test
    void keysOfTheOrganizationAreInRequests() {
        // given callers whose policies ask where they belong
        String api = audit.api("orders");
        audit.method(api, "orders", "AWS_IAM", false);
        audit.deploy(api);
        String url = "/_api/" + api + "/prod/orders";
        AwsCredentials inside = audit.user(
                "inside",
                Aws.document(
                        "Allow",
                        "execute-api:Invoke",
                        "*",
                        "{\"StringEquals\":{\"aws:PrincipalOrgID\":\"o-a1b2c3d4e5\",\"aws:ResourceOrgID\":\"o-a1b2c3d4e5\"},"
                                + "\"ForAnyValue:StringEquals\":{\"aws:PrincipalOrgPaths\":\"o-a1b2c3d4e5/r-ab12/\"}}"));
        AwsCredentials outside = audit.user(
                "outside",
                Aws.document(
                        "Allow",
                        "execute-api:Invoke",
                        "*",
                        "{\"StringEquals\":{\"aws:PrincipalOrgID\":\"o-zzzzzzzzzz\"}}"));

        // when, then
        assertThat(invoker.get(url, inside, null).status()).isEqualTo(200);
        assertThat(invoker.get(url, outside, null).status()).isEqualTo(403);
    }
}
