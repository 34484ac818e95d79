// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.emulator.Invoker.Reply;
import dev.apiaccess.testing.ManualClock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.services.apigateway.model.ApiStage;
import software.amazon.awssdk.services.apigateway.model.Op;
import software.amazon.awssdk.services.apigateway.model.PatchOperation;
import software.amazon.awssdk.services.apigateway.model.QuotaPeriodType;

/** The data plane decides like AWS, on the deployed snapshot. */
class DataPlaneTest {
    private final ManualClock clock = new ManualClock();
    private final Emulator emulator =
            Emulator.start(EmulatorOptions.forTests().withClock(clock).withKeySettle(Duration.ofSeconds(10)));
    private final Aws aws = new Aws(emulator, TestAccounts.next());
    private final Invoker invoker = new Invoker(emulator.endpoint());
    private String api = "";
    private String base = "";

    @BeforeEach
    void sampleApi() {
        api = aws.api("orders");
        String orders = aws.method(api, "orders", "AWS_IAM", false);
        aws.method(api, orders, "POST", "AWS_IAM", false);
        String one = aws.gateway
                .createResource(r -> r.restApiId(api).parentId(orders).pathPart("{id}"))
                .id();
        aws.method(api, one, "GET", "AWS_IAM", false);
        aws.method(api, "quotes", "NONE", true);
        aws.method(api, "open", "NONE", false);
        aws.deploy(api);
        base = "/_api/" + api + "/prod";
    }

    @AfterEach
    void stop() {
        invoker.close();
        aws.close();
        emulator.close();
    }

    private String arn(String rest) {
        return "arn:aws:execute-api:eu-west-1:" + aws.account + ":" + api + "/prod/" + rest;
    }

    private String invoke(String effect, String rest, String condition) {
        return Aws.document(effect, "execute-api:Invoke", arn(rest), condition);
    }

    private String plan(double rate, int burst, int quota) {
        return aws.gateway
                .createUsagePlan(r -> r.name("plan")
                        .apiStages(ApiStage.builder().apiId(api).stage("prod").build())
                        .throttle(t -> t.rateLimit(rate).burstLimit(burst))
                        .quota(q -> q.limit(quota).period(QuotaPeriodType.DAY)))
                .id();
    }

    private String key(String plan, String value) {
        String id = aws.gateway
                .createApiKey(r -> r.name("k").value(value).enabled(true))
                .id();
        aws.gateway.createUsagePlanKey(r -> r.usagePlanId(plan).keyId(id).keyType("API_KEY"));
        return id;
    }

    private long passed(int calls, String value) {
        return IntStream.range(0, calls)
                .filter(i -> invoker.get(base + "/quotes", null, value).status() == 200)
                .count();
    }

    @Test
    void onlyAGrantedVerbAndPathPasses() {
        // given a user that may read one path
        AwsCredentials reader = aws.user("reader", invoke("Allow", "GET/orders/*", "{}"));

        // when, then
        Reply granted = invoker.get(base + "/orders/7", reader, null);
        assertThat(granted.status()).as(granted.toString()).isEqualTo(200);
        assertThat(granted.body()).contains("\"api\":\"orders\"").contains("\"path\":\"/orders/7\"");
        Reply other = invoker.post(base + "/orders", reader);
        assertThat(other.status()).isEqualTo(403);
        assertThat(other.type()).isEqualTo("AccessDeniedException");
        assertThat(other.body())
                .contains("User: arn:aws:iam::" + aws.account
                        + ":user/reader is not authorized to perform: execute-api:Invoke on resource:"
                        + " arn:aws:execute-api:eu-west-1:********" + aws.account.substring(8) + ":" + api
                        + "/prod/POST/orders because no identity-based policy allows the execute-api:Invoke action");
        Reply unsigned = invoker.get(base + "/orders/7", null, null);
        assertThat(unsigned)
                .isEqualTo(new Reply(
                        403, "MissingAuthenticationTokenException", "{\"message\":\"Missing Authentication Token\"}"));
        assertThat(invoker.get(base + "/nowhere", reader, null)).isEqualTo(unsigned);
        assertThat(invoker.get(base + "/open", null, null).status()).isEqualTo(200);
    }

    @Test
    void rolesGroupsAndManagedPoliciesCount() {
        // given a role with a managed policy, and a user that has its right from a group
        String policy = aws.policy("read", invoke("Allow", "GET/orders", "{}"));
        String role = aws.role("web");
        aws.iam.attachRolePolicy(r -> r.roleName("web").policyArn(policy));
        AwsCredentials member = aws.user("member", Aws.document("Allow", "sts:AssumeRole", "*"));
        aws.iam.createGroup(r -> r.groupName("staff"));
        aws.iam.addUserToGroup(r -> r.groupName("staff").userName("member"));
        AwsCredentials session = aws.assume(member, role);

        // when, then
        assertThat(invoker.get(base + "/orders", session, null).status()).isEqualTo(200);
        assertThat(invoker.get(base + "/orders", member, null).status()).isEqualTo(403);
        aws.iam.attachGroupPolicy(r -> r.groupName("staff").policyArn(policy));
        assertThat(invoker.get(base + "/orders", member, null).status()).isEqualTo(200);

        // when the policy is detached, the session ends to work at once
        aws.iam.detachRolePolicy(r -> r.roleName("web").policyArn(policy));
        Reply refused = invoker.get(base + "/orders", session, null);
        assertThat(refused.body())
                .contains("User: arn:aws:sts::" + aws.account + ":assumed-role/web/test is not authorized");
    }

    @Test
    void aDenyAndABoundaryWin() {
        // given a user with everything, denied one path
        AwsCredentials user = aws.user("u", invoke("Allow", "*", "{}"));
        aws.iam.putUserPolicy(
                r -> r.userName("u").policyName("no").policyDocument(invoke("Deny", "POST/orders", "{}")));

        // when, then
        assertThat(invoker.post(base + "/orders", user).body()).contains("with an explicit deny\"");
        assertThat(invoker.get(base + "/orders", user, null).status()).isEqualTo(200);

        // given a boundary that knows another path only
        String bound = aws.policy("bound", invoke("Allow", "GET/orders/*", "{}"));
        aws.iam.putUserPermissionsBoundary(r -> r.userName("u").permissionsBoundary(bound));

        // when, then
        assertThat(invoker.get(base + "/orders", user, null).body())
                .contains("because no permissions boundary allows the execute-api:Invoke action");
        assertThat(invoker.get(base + "/orders/1", user, null).status()).isEqualTo(200);
    }

    @Test
    void aResourcePolicyCountsOnceItIsDeployed() {
        // given a policy that refuses everybody but one path for one user
        AwsCredentials user = aws.user("u", null);
        String document = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":"
                + "\"arn:aws:iam::" + aws.account + ":user/u\"},\"Action\":\"execute-api:Invoke\","
                + "\"Resource\":\"execute-api:/prod/GET/orders\"}]}";
        aws.gateway.updateRestApi(r -> r.restApiId(api)
                .patchOperations(PatchOperation.builder()
                        .op(Op.REPLACE)
                        .path("/policy")
                        .value(document)
                        .build()));

        // when it is not deployed, nothing changes
        assertThat(invoker.get(base + "/orders", user, null).status()).isEqualTo(403);
        assertThat(invoker.get(base + "/open", null, null).status()).isEqualTo(200);

        // when it is, it grants in the same account, and open methods need its word
        aws.deploy(api);
        assertThat(invoker.get(base + "/orders", user, null).status()).isEqualTo(200);
        assertThat(invoker.get(base + "/orders/1", user, null).status()).isEqualTo(403);
        assertThat(invoker.get(base + "/open", null, null).body()).contains("User: anonymous is not authorized");
    }

    @Test
    void aCallerOfAnotherAccountNeedsBothSides() {
        // given
        try (Aws other = new Aws(emulator, TestAccounts.next())) {
            AwsCredentials stranger = other.user("s", invoke("Allow", "GET/orders", "{}"));
            assertThat(invoker.get(base + "/orders", stranger, null).status()).isEqualTo(403);

            // when the API's side allows the account, too
            String document =
                    "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\""
                            + other.account
                            + "\"},\"Action\":\"execute-api:Invoke\",\"Resource\":\"execute-api:/*\"}]}";
            aws.gateway.updateRestApi(r -> r.restApiId(api)
                    .patchOperations(PatchOperation.builder()
                            .op(Op.REPLACE)
                            .path("/policy")
                            .value(document)
                            .build()));
            aws.deploy(api);

            // then the granted path passes, another does not
            assertThat(invoker.get(base + "/orders", stranger, null).status()).isEqualTo(200);
            assertThat(invoker.get(base + "/orders/1", stranger, null).status()).isEqualTo(403);
        }
    }

    @Test
    void conditionsSeeAddressTimeAndSecondFactor() {
        // given
        AwsCredentials user = aws.user("u", Aws.document("Allow", "sts:*", "*"));
        String path = base + "/orders";
        record Case(String condition, boolean passes) {}
        String now = clock.instant().toString();
        List<Case> cases = List.of(
                new Case("{\"IpAddress\":{\"aws:SourceIp\":\"127.0.0.0/8\"}}", true),
                new Case("{\"IpAddress\":{\"aws:SourceIp\":\"10.0.0.0/8\"}}", false),
                new Case("{\"DateLessThanEquals\":{\"aws:CurrentTime\":\"" + now + "\"}}", true),
                new Case("{\"DateGreaterThan\":{\"aws:CurrentTime\":\"" + now + "\"}}", false),
                new Case("{\"Bool\":{\"aws:SecureTransport\":\"true\"}}", false),
                new Case("{\"Bool\":{\"aws:MultiFactorAuthPresent\":\"true\"}}", false));

        // when, then
        for (Case each : cases) {
            aws.iam.putUserPolicy(r ->
                    r.userName("u").policyName("cond").policyDocument(invoke("Allow", "GET/orders", each.condition())));
            assertThat(invoker.get(path, user, null).status() == 200)
                    .as(each.condition())
                    .isEqualTo(each.passes());
        }
        try (var sts = aws.sts(user)) {
            var session = sts.getSessionToken(
                            r -> r.serialNumber("arn:aws:iam::1:mfa/u").tokenCode("123456"))
                    .credentials();
            AwsCredentials strong = AwsSessionCredentials.create(
                    session.accessKeyId(), session.secretAccessKey(), session.sessionToken());
            assertThat(invoker.get(path, strong, null).status()).isEqualTo(200);
        }
    }

    @Test
    void aKeyWorksWhenItHasSettledIsEnabledAndInAPlanOfTheStage() {
        // given a key in a plan of the stage
        String value = "value-of-the-first-key-aaaaaaaa";
        String id = key(plan(1000, 1000, 1000), value);
        Reply forbidden = new Reply(403, "ForbiddenException", "{\"message\":\"Forbidden\"}");

        // when it has not settled, or is another, or none
        assertThat(invoker.get(base + "/quotes", null, value)).isEqualTo(forbidden);
        assertThat(invoker.get(base + "/quotes", null, "another-value-aaaaaaaaaaa"))
                .isEqualTo(forbidden);
        assertThat(invoker.get(base + "/quotes", null, null)).isEqualTo(forbidden);

        // when it has
        clock.advance(Duration.ofSeconds(10));
        assertThat(invoker.get(base + "/quotes", null, value).status()).isEqualTo(200);

        // when it is disabled, or its plan has no such stage
        aws.gateway.updateApiKey(r -> r.apiKey(id)
                .patchOperations(PatchOperation.builder()
                        .op(Op.REPLACE)
                        .path("/enabled")
                        .value("false")
                        .build()));
        assertThat(invoker.get(base + "/quotes", null, value)).isEqualTo(forbidden);
        String elsewhere = "value-of-the-second-key-aaaaaaa";
        String bare = aws.gateway.createUsagePlan(r -> r.name("bare")).id();
        key(bare, elsewhere);
        clock.advance(Duration.ofSeconds(10));
        assertThat(invoker.get(base + "/quotes", null, elsewhere)).isEqualTo(forbidden);
    }

    @Test
    void planRateIsPerKeyAndFollowsAnUpdate() {
        // given two keys of a plan with two per second, five at once
        String plan = plan(2, 5, 1000);
        String first = "value-of-the-first-key-aaaaaaaa";
        String second = "value-of-the-second-key-aaaaaaa";
        key(plan, first);
        key(plan, second);
        clock.advance(Duration.ofSeconds(10));

        // when, then
        assertThat(passed(8, first)).isEqualTo(5);
        assertThat(invoker.get(base + "/quotes", null, first))
                .isEqualTo(new Reply(429, "TooManyRequestsException", "{\"message\":\"Too Many Requests\"}"));
        assertThat(passed(8, second)).isEqualTo(5);
        clock.advance(Duration.ofSeconds(1));
        assertThat(passed(8, first)).isEqualTo(2);

        // when the plan is changed, it acts from the next request on, and what was used stays used
        aws.gateway.updateUsagePlan(r -> r.usagePlanId(plan)
                .patchOperations(PatchOperation.builder()
                        .op(Op.REPLACE)
                        .path("/throttle/rateLimit")
                        .value("7")
                        .build()));
        assertThat(passed(1, first)).isZero();
        clock.advance(Duration.ofMillis(500));
        assertThat(passed(8, first)).isEqualTo(3);
    }

    @Test
    void aMethodLimitIsStricterThanThePlanAndTheStageThanBoth() {
        // given
        String plan = plan(100, 100, 1000);
        String value = "value-of-the-first-key-aaaaaaaa";
        key(plan, value);
        clock.advance(Duration.ofSeconds(10));
        aws.gateway.updateUsagePlan(r -> r.usagePlanId(plan)
                .patchOperations(PatchOperation.builder()
                        .op(Op.REPLACE)
                        .path("/apiStages/" + api + ":prod/throttle")
                        .value("{\"/quotes/GET\":{\"rateLimit\":1,\"burstLimit\":4}}")
                        .build()));

        // when, then
        assertThat(passed(10, value)).isEqualTo(4);
        aws.gateway.updateStage(r -> r.restApiId(api)
                .stageName("prod")
                .patchOperations(
                        PatchOperation.builder()
                                .op(Op.REPLACE)
                                .path("/*/*/throttling/rateLimit")
                                .value("1")
                                .build(),
                        PatchOperation.builder()
                                .op(Op.REPLACE)
                                .path("/*/*/throttling/burstLimit")
                                .value("2")
                                .build()));
        clock.advance(Duration.ofSeconds(10));
        assertThat(passed(10, value)).isEqualTo(2);
    }

    @Test
    void aQuotaEndsAndUsageTellsIt() {
        // given a plan of three a day
        String plan = plan(1000, 1000, 3);
        String value = "value-of-the-first-key-aaaaaaaa";
        String id = key(plan, value);
        clock.advance(Duration.ofSeconds(10));

        // when
        long passed = passed(5, value);
        Reply beyond = invoker.get(base + "/quotes", null, value);
        String today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toString();

        // then
        assertThat(passed).isEqualTo(3);
        assertThat(beyond).isEqualTo(new Reply(429, "LimitExceededException", "{\"message\":\"Limit Exceeded\"}"));
        assertThat(aws.gateway
                        .getUsage(r -> r.usagePlanId(plan).startDate(today).endDate(today))
                        .items())
                .isEqualTo(Map.of(id, List.of(List.of(3L, 0L))));
    }
}
