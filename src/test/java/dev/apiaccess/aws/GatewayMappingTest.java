// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.apiaccess.model.ConfiguredMethod;
import dev.apiaccess.model.KeyUsage;
import dev.apiaccess.model.KeyValue;
import dev.apiaccess.model.ListedApi;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.ShownStage;
import dev.apiaccess.model.Throttle;
import dev.apiaccess.port.AwsConnector;
import dev.apiaccess.port.GatewayPort;
import dev.apiaccess.port.KeptValues;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.apigateway.model.AccessLogSettings;
import software.amazon.awssdk.services.apigateway.model.Deployment;
import software.amazon.awssdk.services.apigateway.model.GetUsagePlanResponse;
import software.amazon.awssdk.services.apigateway.model.Method;
import software.amazon.awssdk.services.apigateway.model.MethodSetting;
import software.amazon.awssdk.services.apigateway.model.QuotaSettings;
import software.amazon.awssdk.services.apigateway.model.Resource;
import software.amazon.awssdk.services.apigateway.model.RestApi;
import software.amazon.awssdk.services.apigateway.model.Stage;
import software.amazon.awssdk.services.apigateway.model.ThrottleSettings;
import software.amazon.awssdk.services.apigateway.model.UsagePlanKey;

class GatewayMappingTest {

    @ParameterizedTest(name = "{0} is {2} {1}")
    @CsvSource({
        "/orders/GET,             /orders,      GET",
        "orders/GET,              /orders,      GET",
        "~1orders/GET,            /orders,      GET",
        "/~1orders/GET,           /orders,      GET",
        "//GET,                   /,            GET",
        "/GET,                    /,            GET",
        "~1/GET,                  /,            GET",
        "~1orders~1{id}/DELETE,   /orders/{id}, DELETE",
        "/orders/{id}/DELETE,     /orders/{id}, DELETE",
        "/a~0b/GET,               /a~b,         GET",
        "/a~01b/GET,              /a~1b,        GET",
    })
    void knowsAMethodByEverySpelling(String echoed, String path, String verb) {
        assertThat(GatewayMapping.method(echoed)).isEqualTo(new MethodKey(path, verb));
    }

    @ParameterizedTest
    @CsvSource({"2.5, 5, 2.5, 5", "2.5, , 2.5, 0", ", 5, 0.0, 5"})
    void completesHalfALimit(@Nullable Double rate, @Nullable Integer burst, double rateLimit, int burstLimit) {
        var plan = GatewayMapping.plan(GetUsagePlanResponse.builder()
                .id("p")
                .throttle(ThrottleSettings.builder()
                        .rateLimit(rate)
                        .burstLimit(burst)
                        .build())
                .build());

        assertThat(plan.plan().throttle()).isEqualTo(new Throttle(rateLimit, burstLimit));
    }

    @Test
    void takesAnEmptyLimitForNone() {
        var plan = GatewayMapping.plan(GetUsagePlanResponse.builder()
                .id("p")
                .throttle(ThrottleSettings.builder().build())
                .quota(QuotaSettings.builder().limit(5).period("FORTNIGHT").build())
                .build());

        assertThat(plan.plan().throttle()).isNull();
        assertThat(plan.plan().quota()).isNull();
        assertThat(plan.plan().name()).isEmpty();
        assertThat(plan.plan().stages()).isEmpty();
    }

    /** Values are compared here, and nothing else of them gets out. */
    @Test
    void aValueIsComparedWithWhatIsKeptForThatKey() {
        var told = new java.util.ArrayList<String>();
        KeptValues kept = (id, name) -> id.equals("k3")
                ? List.of()
                : List.of(new KeptValues.Kept(
                        new KeyValue("a-value-of-a-key-0001"), same -> told.add(id + " " + name + " " + same)));

        var ids = Stream.of("k1 a-value-of-a-key-0001", "k2 a-value-of-a-key-0002", "k3 a-value-of-a-key-0001", "k4 -")
                .map(one -> one.split(" "))
                .map(one -> UsagePlanKey.builder()
                        .id(one[0])
                        .name("n")
                        .value(one[1].equals("-") ? null : one[1])
                        .build())
                .map(key -> GatewayMapping.keyId(key, kept))
                .toList();

        assertThat(ids).containsExactly("k1", "k2", "k3", "k4");
        assertThat(told).containsExactly("k1 n true", "k2 n false");
    }

    @Test
    void addsDaysUpAndLetsOnlyKnownNamesOut() {
        var usage = GatewayMapping.usage(
                Map.of(
                        "known", List.of(List.of(3L, 97L), List.of(0L, 97L), List.of(7L, 90L)),
                        "aValueThatNobodyMaySee", List.of(List.of(5L, 95L)),
                        "empty", List.of(),
                        "odd", List.of(List.of(3L))),
                Set.of("known", "empty", "odd", "unused"));

        assertThat(usage).containsExactly(new KeyUsage("known", 10, 90));
    }

    @Test
    void whatAStageDoesNotShowIsNothing() {
        assertThat(GatewayMapping.stage(
                        Stage.builder().stageName("prod").deploymentId("d1").build()))
                .isEqualTo(ShownStage.of("d1"));
        assertThat(GatewayMapping.stage(Stage.builder().stageName("prod").build()))
                .isEqualTo(ShownStage.of(""));
    }

    @Test
    void aFieldThatAnEntryLacksIsOff() {
        var stage = GatewayMapping.stage(Stage.builder()
                .stageName("prod")
                .deploymentId("d1")
                .methodSettings(Map.of(
                        "*/*", MethodSetting.builder().build(),
                        "~1/GET",
                                MethodSetting.builder()
                                        .throttlingRateLimit(-1.0)
                                        .throttlingBurstLimit(-1)
                                        .metricsEnabled(true)
                                        .build(),
                        "orders/GET",
                                MethodSetting.builder()
                                        .throttlingRateLimit(0.0)
                                        .throttlingBurstLimit(0)
                                        .loggingLevel("DEBUG")
                                        .dataTraceEnabled(true)
                                        .build()))
                .build());

        assertThat(stage.settings())
                .isEqualTo(Map.of(
                        ShownStage.EACH_METHOD,
                        new dev.apiaccess.model.MethodSetting(Optional.empty(), false, "OFF", false),
                        new MethodKey("/", "GET"),
                        new dev.apiaccess.model.MethodSetting(Optional.empty(), true, "OFF", false),
                        new MethodKey("/orders", "GET"),
                        new dev.apiaccess.model.MethodSetting(Optional.of(new Throttle(0, 0)), false, "DEBUG", true)));
    }

    /** Lest an entry is removed that others use for their caches. */
    @Test
    void whatOthersSetOfAnEntryBesideIsTold() {
        var asWritten = MethodSetting.builder()
                .cachingEnabled(false)
                .cacheTtlInSeconds(300)
                .cacheDataEncrypted(false)
                .requireAuthorizationForCacheControl(true)
                .unauthorizedCacheControlHeaderStrategy("SUCCEED_WITH_RESPONSE_HEADER");

        assertThat(more(asWritten)).isEmpty();
        assertThat(more(asWritten.build().toBuilder().cachingEnabled(true).cacheTtlInSeconds(60)))
                .isEqualTo("caching,ttl 60");
        assertThat(more(asWritten.build().toBuilder()
                        .cacheDataEncrypted(true)
                        .requireAuthorizationForCacheControl(false)
                        .unauthorizedCacheControlHeaderStrategy("FAIL_WITH_403")))
                .isEqualTo("encrypted,unauthorized,FAIL_WITH_403");
    }

    private static String more(MethodSetting.Builder entry) {
        return Objects.requireNonNull(GatewayMapping.stage(Stage.builder()
                                .methodSettings(Map.of("*/*", entry.build()))
                                .build())
                        .settings()
                        .get(ShownStage.EACH_METHOD))
                .more();
    }

    @Test
    void halfAnAccessLogIsNone() {
        var stage = GatewayMapping.stage(Stage.builder()
                .stageName("prod")
                .accessLogSettings(AccessLogSettings.builder().format("x").build())
                .build());

        assertThat(stage.accessLog()).isEmpty();
    }

    @Test
    void whatAnApiDoesNotShowIsNotGuessedToBeOpen() {
        var api = GatewayMapping.api(RestApi.builder().id("a1b2c3").build());

        assertThat(api.endpoint()).isEqualTo(new ListedApi.Endpoint(ListedApi.EndpointType.EDGE, false));
        assertThat(api.state()).isEqualTo(new ListedApi.State("", ""));
        assertThat(api.hasDefaultEndpoint()).isTrue();
        assertThat(api.policy()).isEmpty();
        assertThat(api.keySource()).isEmpty();
    }

    @Test
    void aResourceWithoutMethodsAndOneWithoutAnythingHaveNone() {
        assertThat(GatewayMapping.resource(Resource.builder().id("r1").path("/").build()))
                .isEqualTo(new GatewayPort.Resource("/", Map.of()));
        assertThat(GatewayMapping.resource(Resource.builder()
                        .id("r1")
                        .path("/")
                        .resourceMethods(Map.of("GET", Method.builder().build()))
                        .build()))
                .isEqualTo(new GatewayPort.Resource(
                        "/", Map.of("GET", new ConfiguredMethod("r1", "", "", new TreeSet<>(), false))));
    }

    @Test
    void aDeploymentNeedsNoDescription() {
        assertThat(GatewayMapping.deployment(Deployment.builder().id("d1").build()))
                .isEqualTo(new GatewayPort.Deployment("d1", Instant.EPOCH, ""));
    }

    /** GetRestApi escapes once more than JSON needs; where an answer does not, the document stays whole. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\\\"Sid\\\":\\\"a\\\\\\/b\\\"}",
                "{\"Sid\":\"a\\/b\"}",
            })
    void readsAPolicyEscapedOrNot(String text) throws IOException {
        var policy = GatewayMapping.api(
                        RestApi.builder().id("a1b2c3").policy(text).build())
                .policy()
                .orElseThrow();

        assertThat(new JsonMapper().readTree(policy).path("Sid").asText()).isEqualTo("a/b");
    }

    @Test
    void pagesOfResourcesAndDeploymentsAreAskedForWithThePositionOfTheLast() throws IOException {
        try (var aws = new CannedAws(asked -> CannedAws.Answer.of(
                        200,
                        asked.target().contains("position=more")
                                ? "{\"item\":[]}"
                                : "{\"item\":[{\"id\":\"x\",\"path\":\"/\"}],\"position\":\"more\"}"));
                var connector = new SdkAwsConnector(TestSettings.at(aws.endpoint()));
                var access = connector.open(new AwsConnector.Settings("main", null, null))) {
            var gateway = access.gateway("eu-west-1");

            assertThat(gateway.getResources("a1b2c3", null).next()).isEqualTo("more");
            assertThat(gateway.getResources("a1b2c3", "more").next()).isNull();
            assertThat(gateway.getDeployments("a1b2c3", null).next()).isEqualTo("more");
            assertThat(gateway.getDeployments("a1b2c3", "more").next()).isNull();
            assertThat(aws.asked())
                    .extracting(CannedAws.Asked::target)
                    .filteredOn(target -> target.contains("/resources"))
                    .allSatisfy(target ->
                            assertThat(target).contains("embed=methods").contains("limit=500"));
        }
    }
}
