// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.apigateway.model.ApiKey;
import software.amazon.awssdk.services.apigateway.model.ApiStage;
import software.amazon.awssdk.services.apigateway.model.BadRequestException;
import software.amazon.awssdk.services.apigateway.model.ConflictException;
import software.amazon.awssdk.services.apigateway.model.CreateApiKeyResponse;
import software.amazon.awssdk.services.apigateway.model.GetUsagePlanResponse;
import software.amazon.awssdk.services.apigateway.model.MethodSetting;
import software.amazon.awssdk.services.apigateway.model.MethodSnapshot;
import software.amazon.awssdk.services.apigateway.model.NotFoundException;
import software.amazon.awssdk.services.apigateway.model.Op;
import software.amazon.awssdk.services.apigateway.model.PatchOperation;
import software.amazon.awssdk.services.apigateway.model.QuotaPeriodType;
import software.amazon.awssdk.services.apigateway.model.UpdateUsagePlanResponse;

/** API Gateway's control plane as the Java SDK sees it. */
class GatewayWireTest {
    private static final Emulator EMULATOR = Emulator.start(EmulatorOptions.forTests());
    private Aws aws = new Aws(EMULATOR, TestAccounts.next());

    @BeforeEach
    void freshAccount() {
        aws.close();
        aws = new Aws(EMULATOR, TestAccounts.next());
    }

    @AfterEach
    void closeClients() {
        aws.close();
    }

    @AfterAll
    static void stop() {
        EMULATOR.close();
    }

    private static PatchOperation patch(Op op, String path, String value) {
        return PatchOperation.builder().op(op).path(path).value(value).build();
    }

    private String deployedApi() {
        String api = aws.api("orders");
        aws.method(api, "orders", "NONE", true);
        aws.deploy(api);
        return api;
    }

    private String plan(String name, String api) {
        return aws.gateway
                .createUsagePlan(r -> r.name(name)
                        .apiStages(ApiStage.builder().apiId(api).stage("prod").build()))
                .id();
    }

    private String deployedAuthorization(String api, String deployment) {
        Map<String, MethodSnapshot> methods = aws.gateway
                .getDeployment(r -> r.restApiId(api).deploymentId(deployment).embed("apisummary"))
                .apiSummary()
                .getOrDefault("/orders", Map.of());
        return Optional.ofNullable(methods.get("GET"))
                .map(MethodSnapshot::authorizationType)
                .orElse("not deployed");
    }

    @Test
    void aMethodChangeShowsInTheDeployedSummaryOnlyAfterDeployment() {
        // given a deployed method without authorization
        String api = aws.api("orders");
        String resource = aws.method(api, "orders", "NONE", false);
        String before = aws.deploy(api);

        // when it is switched to IAM
        aws.gateway.updateMethod(r -> r.restApiId(api)
                .resourceId(resource)
                .httpMethod("GET")
                .patchOperations(patch(Op.REPLACE, "/authorizationType", "AWS_IAM")));

        // then the snapshot is old until there is a new one
        assertThat(aws.gateway.getStage(r -> r.restApiId(api).stageName("prod")).deploymentId())
                .isEqualTo(before);
        assertThat(deployedAuthorization(api, before)).isEqualTo("NONE");
        String after = aws.deploy(api);
        assertThat(deployedAuthorization(api, after)).isEqualTo("AWS_IAM");
    }

    @Test
    void planPatchesAreAppliedInOrderAndAllOrNothing() {
        // given a plan of one stage
        String api = deployedApi();
        String id = plan("gold", api);
        String stage = "/apiStages/" + api + ":prod/throttle";

        // when everything is set in one call
        UpdateUsagePlanResponse set = aws.gateway.updateUsagePlan(r -> r.usagePlanId(id)
                .patchOperations(
                        patch(Op.REPLACE, "/throttle/rateLimit", "0.5"),
                        patch(Op.REPLACE, "/throttle/burstLimit", "3"),
                        patch(Op.REPLACE, "/quota/limit", "1000"),
                        patch(Op.REPLACE, "/quota/period", "WEEK"),
                        patch(
                                Op.REPLACE,
                                stage,
                                "{\"/orders/GET\":{\"rateLimit\":1.5,\"burstLimit\":2},\"//GET\":{\"rateLimit\":1}}"),
                        patch(Op.REPLACE, stage + "/~1orders~1x/POST/burstLimit", "9")));

        // then it is there
        assertThat(set.throttle().rateLimit()).isEqualTo(0.5);
        assertThat(set.throttle().burstLimit()).isEqualTo(3);
        assertThat(set.quota().period()).isEqualTo(QuotaPeriodType.WEEK);
        assertThat(set.apiStages().getFirst().throttle()).containsOnlyKeys("/orders/GET", "//GET", "~1orders~1x/POST");

        // when one of two operations is wrong, then neither has an effect
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> aws.gateway.updateUsagePlan(r -> r.usagePlanId(id)
                        .patchOperations(
                                patch(Op.REPLACE, "/throttle/rateLimit", "7"),
                                patch(Op.REPLACE, "/throttle/burstLimit", "many"))));
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> aws.gateway.updateUsagePlan(
                        r -> r.usagePlanId(id).patchOperations(patch(Op.REPLACE, "/color", "red"))));
        assertThat(aws.gateway.getUsagePlan(r -> r.usagePlanId(id)).throttle().rateLimit())
                .isEqualTo(0.5);

        // when the limits are removed, then they are gone
        aws.gateway.updateUsagePlan(r -> r.usagePlanId(id)
                .patchOperations(
                        PatchOperation.builder().op(Op.REMOVE).path("/throttle").build(),
                        PatchOperation.builder().op(Op.REMOVE).path("/quota").build(),
                        PatchOperation.builder().op(Op.REMOVE).path(stage).build()));
        GetUsagePlanResponse bare = aws.gateway.getUsagePlan(r -> r.usagePlanId(id));
        assertThat(bare.throttle()).isNull();
        assertThat(bare.quota()).isNull();
        assertThat(bare.apiStages().getFirst().throttle()).isEmpty();
    }

    @Test
    void aPlanWithStagesStays() {
        // given
        String api = deployedApi();
        String id = plan("gold", api);

        // when, then
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> aws.gateway.deleteUsagePlan(r -> r.usagePlanId(id)))
                .withMessageContaining(
                        "Cannot delete Usage Plan " + id + " because there are API Stages associated with it");
        aws.gateway.updateUsagePlan(
                r -> r.usagePlanId(id).patchOperations(patch(Op.REMOVE, "/apiStages", api + ":prod")));
        aws.gateway.deleteUsagePlan(r -> r.usagePlanId(id));
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> aws.gateway.getUsagePlan(r -> r.usagePlanId(id)));
    }

    @Test
    void aKeyIsInOnePlanOfAStage() {
        // given a key in one plan of the stage
        String api = deployedApi();
        String gold = plan("gold", api);
        String trial = plan("trial", api);
        String free = aws.gateway.createUsagePlan(r -> r.name("free")).id();
        String key = aws.gateway.createApiKey(r -> r.name("k")).id();
        aws.gateway.createUsagePlanKey(r -> r.usagePlanId(gold).keyId(key).keyType("API_KEY"));

        // when it is put into another, directly or by moving the stage, then AWS refuses
        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> aws.gateway.createUsagePlanKey(
                        r -> r.usagePlanId(trial).keyId(key).keyType("API_KEY")));
        aws.gateway.createUsagePlanKey(r -> r.usagePlanId(free).keyId(key).keyType("API_KEY"));
        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> aws.gateway.updateUsagePlan(
                        r -> r.usagePlanId(free).patchOperations(patch(Op.ADD, "/apiStages", api + ":prod"))));
        assertThat(aws.gateway.getUsagePlans(r -> r.keyId(key)).items())
                .extracting(p -> p.name())
                .containsExactlyInAnyOrder("gold", "free");
    }

    @Test
    void keyValuesAreUniqueAndHiddenUnlessAskedFor() {
        // given a key with a value of its own
        String value = "secret-value-of-32-characters-xx";
        CreateApiKeyResponse made = aws.gateway.createApiKey(
                r -> r.name("mobile").value(value).enabled(true).tags(Map.of("owner", "a")));

        // when, then
        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(() -> aws.gateway.createApiKey(r -> r.name("other").value(value)))
                .withMessageContaining("API Key already exists");
        assertThat(made.value()).isEqualTo(value);
        assertThat(aws.gateway.getApiKey(r -> r.apiKey(made.id())).value()).isNull();
        assertThat(aws.gateway
                        .getApiKey(r -> r.apiKey(made.id()).includeValue(true))
                        .value())
                .isEqualTo(value);
        assertThat(aws.gateway.getApiKeys(r -> r.nameQuery("mob")).items())
                .extracting(ApiKey::value)
                .containsOnlyNulls();
        assertThat(aws.gateway.getApiKeys(r -> r.nameQuery("MOB")).items()).isEmpty();
        assertThat(EMULATOR.calls(aws.account).toString()).doesNotContain(value).contains("***");
    }

    @Test
    void listsPageNewestFirst() {
        // given 60 keys
        IntStream.range(0, 60).forEach(i -> aws.gateway.createApiKey(r -> r.name("k%02d".formatted(i))));

        // when they are listed with the default and with a given page size
        var pages = aws.gateway.getApiKeysPaginator(r -> r.limit(50)).stream().toList();

        // then
        assertThat(aws.gateway.getApiKeys().items()).hasSize(25);
        assertThat(pages).extracting(p -> p.items().size()).containsExactly(50, 10);
        assertThat(pages.getFirst().items().getFirst().name()).isEqualTo("k59");
    }

    @Test
    void stageSettingsAppearWithAllDefaultsAndGoAsAWhole() {
        // given
        String api = deployedApi();

        // when one number is set
        var settings = aws.gateway
                .updateStage(r -> r.restApiId(api)
                        .stageName("prod")
                        .patchOperations(
                                patch(Op.REPLACE, "/*/*/throttling/rateLimit", "20"),
                                patch(Op.REPLACE, "/~1orders/GET/throttling/burstLimit", "4")))
                .methodSettings();

        // then the rest of the entry is there, and the entry of a method starts as a copy of the stage's
        assertThat(settings)
                .extractingByKey("*/*")
                .extracting(MethodSetting::throttlingBurstLimit)
                .isEqualTo(5000);
        assertThat(settings)
                .extractingByKey("~1orders/GET")
                .extracting(MethodSetting::throttlingRateLimit)
                .isEqualTo(20.0);
        aws.gateway.updateStage(r -> r.restApiId(api)
                .stageName("prod")
                .patchOperations(
                        PatchOperation.builder().op(Op.REMOVE).path("/*/*").build()));
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> aws.gateway.updateStage(r -> r.restApiId(api)
                        .stageName("prod")
                        .patchOperations(PatchOperation.builder()
                                .op(Op.REMOVE)
                                .path("/*/*")
                                .build())))
                .withMessageContaining("there is no method setting for this method");
    }

    @Test
    void creatingUnderATagConditionNeedsTheTag() {
        // given a user that may create only what it marks as its own, and change only that
        var operator = aws.user(
                "operator",
                "{\"Version\":\"2012-10-17\",\"Statement\":["
                        + "{\"Effect\":\"Allow\",\"Action\":[\"apigateway:POST\",\"apigateway:PUT\"],\"Resource\":\"*\","
                        + "\"Condition\":{\"StringEquals\":{\"aws:RequestTag/owner\":\"me\"}}},"
                        + "{\"Effect\":\"Allow\",\"Action\":\"apigateway:PATCH\",\"Resource\":\"arn:aws:apigateway:*::/apikeys/*\","
                        + "\"Condition\":{\"StringEquals\":{\"aws:ResourceTag/owner\":\"me\"}}}]}");
        String foreign = aws.gateway.createApiKey(r -> r.name("foreign")).id();

        // when, then
        try (var gateway = aws.gateway(operator)) {
            String own = gateway.createApiKey(r -> r.name("own").tags(Map.of("owner", "me")))
                    .id();
            gateway.updateApiKey(r -> r.apiKey(own).patchOperations(patch(Op.REPLACE, "/enabled", "true")));
            assertThatThrownBy(() -> gateway.createApiKey(r -> r.name("bare")))
                    .hasMessageContaining("is not authorized to perform: apigateway:POST on resource:"
                            + " arn:aws:apigateway:eu-west-1::/apikeys");
            assertThatThrownBy(() -> gateway.updateApiKey(
                            r -> r.apiKey(foreign).patchOperations(patch(Op.REPLACE, "/enabled", "true"))))
                    .hasMessageContaining(
                            "apigateway:PATCH on resource: arn:aws:apigateway:eu-west-1::/apikeys/" + foreign);
        }
    }

    @Test
    void functionsAndStagesThatAreNamedAreConditionKeys() {
        // given a user that may name one function to authorizers, and deploy to one stage
        String uri = "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:"
                + "111122223333:function:%s/invocations";
        String api = deployedApi();
        var operator = aws.user(
                "operator",
                "{\"Version\":\"2012-10-17\",\"Statement\":["
                        + "{\"Effect\":\"Allow\",\"Action\":[\"apigateway:POST\",\"apigateway:PATCH\"],\"Resource\":"
                        + "\"arn:aws:apigateway:*::/restapis/*/authorizers*\",\"Condition\":{\"StringLike\":"
                        + "{\"apigateway:Request/AuthorizerUri\":\"*:function:check/*\"}}},"
                        + "{\"Effect\":\"Allow\",\"Action\":\"apigateway:POST\",\"Resource\":"
                        + "\"arn:aws:apigateway:*::/restapis/*/deployments\",\"Condition\":{\"StringEquals\":"
                        + "{\"apigateway:Request/StageName\":\"prod\"}}}]}");

        // when, then
        try (var gateway = aws.gateway(operator)) {
            String id = gateway.createAuthorizer(r -> r.restApiId(api)
                            .name("check")
                            .type("TOKEN")
                            .identitySource("method.request.header.Authorization")
                            .authorizerUri(uri.formatted("check")))
                    .id();
            assertThatThrownBy(() -> gateway.updateAuthorizer(r -> r.restApiId(api)
                            .authorizerId(id)
                            .patchOperations(patch(Op.REPLACE, "/authorizerUri", uri.formatted("steal")))))
                    .hasMessageContaining("is not authorized to perform: apigateway:PATCH");
            assertThat(gateway.createDeployment(r -> r.restApiId(api).stageName("prod"))
                            .id())
                    .isNotEmpty();
            assertThatThrownBy(
                            () -> gateway.createDeployment(r -> r.restApiId(api).stageName("beta")))
                    .hasMessageContaining("is not authorized to perform: apigateway:POST");
        }
    }

    @Test
    void regionsAndAccountsDoNotSeeEachOther() {
        // given a key here
        aws.gateway.createApiKey(r -> r.name("here"));

        // when somebody else looks
        try (Aws other = new Aws(EMULATOR, TestAccounts.next())) {
            // then there is none
            assertThat(other.gateway.getApiKeys().items()).isEmpty();
        }
        try (var elsewhere = aws.gateway(aws.root, Region.US_EAST_1)) {
            assertThat(elsewhere.getApiKeys().items()).isEmpty();
        }
        assertThat(aws.gateway.getApiKeys().items()).hasSize(1);
    }
}
