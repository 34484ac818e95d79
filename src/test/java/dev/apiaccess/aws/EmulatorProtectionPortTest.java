// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.apiaccess.model.ConfiguredMethod;
import dev.apiaccess.model.ListedApi;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.MethodSetting;
import dev.apiaccess.model.PatchOperation;
import dev.apiaccess.model.RestApi;
import dev.apiaccess.model.ServedMethod;
import dev.apiaccess.model.ShownStage;
import dev.apiaccess.model.Throttle;
import dev.apiaccess.port.AwsFailure.Kind;
import dev.apiaccess.port.GatewayPort;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.apigateway.model.AuthorizerType;
import software.amazon.awssdk.services.apigateway.model.EndpointType;
import software.amazon.awssdk.services.apigateway.model.IntegrationType;
import software.amazon.awssdk.services.apigateway.model.IpAddressType;
import software.amazon.awssdk.services.apigateway.model.Op;

/** What the port promises of the configurations, deployments and stages of REST APIs, with API Gateway as our emulator plays it. */
class EmulatorProtectionPortTest extends PortContract {

    private static final String NO_ID = "zzzzzzzzzz";
    private static final JsonMapper JSON = new JsonMapper();

    private final EmulatedAccount account = new EmulatedAccount();

    @Override
    URI start() {
        return account.endpoint();
    }

    @Override
    AwsCredentialsProvider administrator() {
        return account.administrator();
    }

    @AfterAll
    void stop() {
        account.close();
    }

    @Test
    void showsAnApiAsTheListDoesWithItsTags() {
        var api = aws().createRestApi(request -> request.name("tagged").tags(Map.of("team", "shop")))
                .id();
        seed().resourcePolicy(api, policy("one"));

        var found = gateway().getRestApi(api).orElseThrow();

        assertThat(found.tags()).isEqualTo(Map.of("team", "shop"));
        assertThat(found.value()).isEqualTo(listed(api));
        assertThat(gateway().getRestApi(NO_ID)).isEmpty();
    }

    @Test
    void tellsHowAnApiIsReached() {
        var edge = made(EndpointType.EDGE, null);
        var dual = made(EndpointType.REGIONAL, IpAddressType.DUALSTACK);
        var inside = made(EndpointType.PRIVATE, null);

        assertThat(endpoint(edge)).isEqualTo(new ListedApi.Endpoint(ListedApi.EndpointType.EDGE, false));
        assertThat(endpoint(dual)).isEqualTo(new ListedApi.Endpoint(ListedApi.EndpointType.REGIONAL, true));
        assertThat(endpoint(inside).type()).isEqualTo(ListedApi.EndpointType.PRIVATE);
        assertThat(endpoint(inside).isDualStack()).as("private ones are").isTrue();
    }

    @Test
    void tellsThatAnApiCannotBeChangedNow() {
        var api = seed().api(unique("busy"), "prod");
        account.emulator().status("{\"api\":\"" + api + "\",\"status\":\"UPDATING\"}");

        assertThat(one(api).state()).isEqualTo(new ListedApi.State("UPDATING", ""));
        assertFails(Kind.INVALID, () -> gateway().createDeployment(api, "busy"));

        account.emulator().status("{\"api\":\"" + api + "\",\"status\":\"FAILED\",\"message\":\"no certificate\"}");
        assertThat(one(api).state()).isEqualTo(new ListedApi.State("FAILED", "no certificate"));
    }

    @Test
    void showsTheMethodsOfAllResourcesAndOfTheRoot() {
        var api = seed().api(unique("orders"), "prod");
        var root = root(api);
        var authorizer = aws().createAuthorizer(request -> request.restApiId(api)
                        .name("pool")
                        .type(AuthorizerType.COGNITO_USER_POOLS)
                        .identitySource("method.request.header.Authorization")
                        .providerARNs("arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_abc"))
                .id();
        method(api, root, "ANY", "AWS_IAM");
        aws().putMethod(request -> request.restApiId(api)
                .resourceId(root)
                .httpMethod("POST")
                .authorizationType("COGNITO_USER_POOLS")
                .authorizerId(authorizer)
                .authorizationScopes("b/write", "a/read"));
        aws().createResource(request -> request.restApiId(api).parentId(root).pathPart("{id}"));

        var resources = new HashMap<String, Map<String, ConfiguredMethod>>();
        all(position -> gateway().getResources(api, position))
                .forEach(resource -> resources.put(resource.path(), resource.methods()));

        assertThat(resources).containsOnlyKeys("/", "/orders", "/{id}");
        assertThat(resources.get("/"))
                .isEqualTo(Map.of(
                        "ANY",
                        new ConfiguredMethod(root, "AWS_IAM", "", new TreeSet<>(), false),
                        "POST",
                        new ConfiguredMethod(
                                root,
                                "COGNITO_USER_POOLS",
                                authorizer,
                                new TreeSet<>(List.of("a/read", "b/write")),
                                false)));
        assertThat(resources.get("/{id}")).isEmpty();
        assertThat(resources.get("/orders"))
                .hasEntrySatisfying(
                        "GET",
                        method -> assertThat(method)
                                .isEqualTo(
                                        new ConfiguredMethod(method.resourceId(), "NONE", "", new TreeSet<>(), true)));
        assertFails(Kind.NOT_FOUND, () -> gateway().getResources(NO_ID, null));
    }

    @Test
    void changesAMethodAndLeavesWhatIsDeployed() {
        var api = seed().api(unique("orders"), "prod");
        var resource = configured(api, "/orders", "GET").resourceId();

        gateway()
                .updateMethod(
                        api,
                        resource,
                        "GET",
                        List.of(
                                new PatchOperation("replace", "/authorizationType", "AWS_IAM"),
                                new PatchOperation("replace", "/apiKeyRequired", "false")));

        assertThat(configured(api, "/orders", "GET"))
                .isEqualTo(new ConfiguredMethod(resource, "AWS_IAM", "", new TreeSet<>(), false));
        assertThat(gateway().getDeployment(api, stage(api, "prod").deploymentId()))
                .contains(Map.of(new MethodKey("/orders", "GET"), new ServedMethod("NONE", true)));
    }

    @Test
    void aMethodThatLeavesItsAuthorizerHasNone() {
        var api = seed().api(unique("orders"), "prod");
        var authorizer = aws().createAuthorizer(request -> request.restApiId(api)
                        .name("pool")
                        .type(AuthorizerType.COGNITO_USER_POOLS)
                        .identitySource("method.request.header.Authorization")
                        .providerARNs("arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_abc"))
                .id();
        var resource = configured(api, "/orders", "GET").resourceId();
        aws().updateMethod(request -> request.restApiId(api)
                .resourceId(resource)
                .httpMethod("GET")
                .patchOperations(
                        one -> one.op(Op.REPLACE).path("/authorizationType").value("COGNITO_USER_POOLS"),
                        one -> one.op(Op.REPLACE).path("/authorizerId").value(authorizer)));
        assertThat(configured(api, "/orders", "GET").authorizerId()).isEqualTo(authorizer);

        gateway()
                .updateMethod(
                        api, resource, "GET", List.of(new PatchOperation("replace", "/authorizationType", "AWS_IAM")));

        assertThat(configured(api, "/orders", "GET"))
                .isEqualTo(new ConfiguredMethod(resource, "AWS_IAM", "", new TreeSet<>(), true));
    }

    @Test
    void tellsThatThereIsNoSuchMethod() {
        var api = seed().api(unique("orders"), "prod");
        var resource = configured(api, "/orders", "GET").resourceId();
        var iam = List.of(new PatchOperation("replace", "/authorizationType", "AWS_IAM"));

        assertFails(Kind.NOT_FOUND, () -> gateway().updateMethod(api, resource, "POST", iam));
        assertFails(Kind.NOT_FOUND, () -> gateway().updateMethod(api, "nosuch", "GET", iam));
        assertFails(
                Kind.INVALID,
                () -> gateway()
                        .updateMethod(
                                api,
                                resource,
                                "GET",
                                List.of(new PatchOperation("replace", "/authorizationType", "CUSTOM"))));
    }

    /** AWS escapes the document once more than JSON needs, and writes its resources out. */
    @Test
    void theAnswerToAWrittenPolicyIsThePolicyAsItIsReadAfterwards() throws JsonProcessingException {
        var api = seed().api(unique("orders"), "prod");

        var written = gateway().updateRestApi(api, List.of(new PatchOperation("replace", "/policy", policy("one"))));

        assertThat(written).isEqualTo(one(api)).isEqualTo(listed(api));
        var document = JSON.readTree(written.policy().orElseThrow());
        assertThat(document.at("/Statement/0/Resource").asText())
                .isEqualTo("arn:aws:execute-api:eu-west-1:111122223333:" + api + "/prod/GET/one");
        assertThat(document.at("/Statement/0/Condition/StringEquals/aws:UserAgent")
                        .asText())
                .isEqualTo("a \"quoted\" \\ agent/1.0");
    }

    @Test
    void aPolicyThatIsReplacedByNothingIsGone() {
        var api = seed().api(unique("orders"), "prod");
        seed().resourcePolicy(api, policy("one"));

        var written = gateway().updateRestApi(api, List.of(new PatchOperation("replace", "/policy", "")));

        assertThat(written.policy()).isEmpty();
        assertThat(one(api).policy()).isEmpty();
    }

    @Test
    void refusesAPolicyThatIsNone() {
        var api = seed().api(unique("orders"), "prod");

        assertFails(
                Kind.INVALID,
                () -> gateway().updateRestApi(api, List.of(new PatchOperation("replace", "/policy", "{"))));
        assertFails(
                Kind.NOT_FOUND,
                () -> gateway().updateRestApi(NO_ID, List.of(new PatchOperation("replace", "/policy", ""))));
    }

    @Test
    void deploysWithoutTouchingOrMakingAStage() {
        var api = seed().api(unique("orders"), "prod");
        var before = gateway().getStages(api);

        var made = gateway().createDeployment(api, "described");

        assertThat(gateway().getStages(api)).isEqualTo(before);
        assertThat(all(position -> gateway().getDeployments(api, position)))
                .hasSize(2)
                .contains(made)
                .extracting(GatewayPort.Deployment::description)
                .as("one was made without")
                .containsExactlyInAnyOrder("described", "");
        assertThat(gateway().getDeployment(api, made.id())).isPresent();
        assertFails(Kind.NOT_FOUND, () -> gateway().createDeployment(NO_ID, "described"));
        assertFails(Kind.NOT_FOUND, () -> gateway().getDeployments(NO_ID, null));
    }

    @Test
    void doesNotDeployAPrivateApiWithoutAPolicy() {
        var api = made(EndpointType.PRIVATE, null);
        method(api, root(api), "GET", "AWS_IAM");

        assertFails(Kind.INVALID, () -> gateway().createDeployment(api, "described"));
    }

    @Test
    void deletesOnlyADeploymentThatNoStageShows() {
        var api = seed().api(unique("orders"), "prod");
        var made = gateway().createDeployment(api, "described").id();
        var shown = stage(api, "prod").deploymentId();

        gateway().deleteDeployment(api, made);

        assertThat(all(position -> gateway().getDeployments(api, position)))
                .extracting(GatewayPort.Deployment::id)
                .containsExactly(shown);
        assertFails(Kind.INVALID, () -> gateway().deleteDeployment(api, shown));
        assertFails(Kind.NOT_FOUND, () -> gateway().deleteDeployment(api, made));
    }

    @Test
    void aStageComesToAnotherDeployment() {
        var api = seed().api(unique("orders"), "prod");
        seed().resourcePolicy(api, policy("two"));
        var made = gateway().createDeployment(api, "described").id();

        change(api, "prod", new PatchOperation("replace", "/deploymentId", made));

        assertThat(stage(api, "prod")).isEqualTo(ShownStage.of(made));
        assertThat(gateway().getExport(api, "prod").orElseThrow().policy())
                .hasValueSatisfying(text -> assertThat(text).contains("/prod/GET/two"));
        assertFails(Kind.NOT_FOUND, () -> change(api, "nosuch", new PatchOperation("replace", "/deploymentId", made)));
        assertFails(
                Kind.NOT_FOUND, () -> change(api, "prod", new PatchOperation("replace", "/deploymentId", "nosuch")));
    }

    /** Setting one field writes all of an entry, and a path is written as a JSON pointer. */
    @Test
    void aLimitOfAMethodIsShownUnderItsPathWithAwssDefaultsBesideIt() {
        var api = seed().api(unique("orders"), "prod");

        change(
                api,
                "prod",
                new PatchOperation("replace", "/~1orders/GET/throttling/rateLimit", "5"),
                new PatchOperation("replace", "/~1orders/GET/throttling/burstLimit", "10"),
                new PatchOperation("replace", "/~1/GET/throttling/rateLimit", "2.5"),
                new PatchOperation("replace", "/~1orders~1{id}/GET/metrics/enabled", "true"));

        assertThat(stage(api, "prod").settings())
                .isEqualTo(Map.of(
                        new MethodKey("/orders", "GET"),
                        new MethodSetting(Optional.of(new Throttle(5, 10)), false, "OFF", false),
                        new MethodKey("/", "GET"),
                        new MethodSetting(Optional.of(new Throttle(2.5, 5000)), false, "OFF", false),
                        new MethodKey("/orders/{id}", "GET"),
                        new MethodSetting(Optional.of(new Throttle(10000, 5000)), true, "OFF", false)));
    }

    @Test
    void anEntryOfAMethodIsACopyOfTheStagesThatDoesNotFollowIt() {
        var api = seed().api(unique("orders"), "prod");
        change(
                api,
                "prod",
                new PatchOperation("replace", "/*/*/throttling/rateLimit", "-1"),
                new PatchOperation("replace", "/*/*/throttling/burstLimit", "-1"),
                new PatchOperation("replace", "/*/*/logging/dataTrace", "true"));
        assertThat(stage(api, "prod").settings())
                .containsEntry(ShownStage.EACH_METHOD, new MethodSetting(Optional.empty(), false, "OFF", true));

        change(api, "prod", new PatchOperation("replace", "/~1orders/GET/metrics/enabled", "true"));
        change(api, "prod", new PatchOperation("replace", "/*/*/logging/dataTrace", "false"));

        assertThat(stage(api, "prod").settings())
                .isEqualTo(Map.of(
                        ShownStage.EACH_METHOD,
                        new MethodSetting(Optional.empty(), false, "OFF", false),
                        new MethodKey("/orders", "GET"),
                        new MethodSetting(Optional.empty(), true, "OFF", true)));
    }

    @Test
    void anEntryGoesAsAWhole() {
        var api = seed().api(unique("orders"), "prod");
        change(api, "prod", new PatchOperation("replace", "/~1orders/GET/throttling/rateLimit", "5"));

        change(api, "prod", new PatchOperation("remove", "/~1orders/GET", null));

        assertThat(stage(api, "prod").settings()).isEmpty();
        assertFails(Kind.INVALID, () -> change(api, "prod", new PatchOperation("remove", "/*/*", null)));
    }

    @Test
    void anAccessLogIsSetAndRemovedWhole() {
        var api = seed().api(unique("orders"), "prod");
        assertThat(gateway().cloudWatchRole()).isEmpty();
        aws().updateAccount(request -> request.patchOperations(
                one -> one.op(Op.REPLACE).path("/cloudwatchRoleArn").value(loggingRole())));
        assertThat(gateway().cloudWatchRole()).contains("arn:aws:iam::111122223333:role/logs");
        var group = "arn:aws:logs:eu-west-1:111122223333:log-group:calls";

        change(
                api,
                "prod",
                new PatchOperation("replace", "/accessLogSettings/destinationArn", group),
                new PatchOperation("replace", "/accessLogSettings/format", "$context.requestId"),
                new PatchOperation("replace", "/*/*/logging/loglevel", "ERROR"));
        assertThat(stage(api, "prod").accessLog()).contains(new ShownStage.AccessLog(group, "$context.requestId"));
        assertThat(stage(api, "prod").settings())
                .containsEntry(
                        ShownStage.EACH_METHOD,
                        new MethodSetting(Optional.of(new Throttle(10000, 5000)), false, "ERROR", false));

        change(api, "prod", new PatchOperation("remove", "/accessLogSettings", null));
        assertThat(stage(api, "prod").accessLog()).isEmpty();

        aws().updateAccount(request -> request.patchOperations(
                one -> one.op(Op.REPLACE).path("/cloudwatchRoleArn").value("")));
        assertThat(gateway().cloudWatchRole()).isEmpty();
    }

    private String loggingRole() {
        return seed().roleOf("logs", "apigateway.amazonaws.com");
    }

    private GatewayPort gateway() {
        return access().gateway(REGION);
    }

    private ApiGatewayClient aws() {
        return seed().gateway();
    }

    private ListedApi one(String api) {
        return gateway().getRestApi(api).orElseThrow().value();
    }

    private ListedApi.Endpoint endpoint(String api) {
        assertThat(one(api).api()).isEqualTo(new RestApi(api, "reached"));
        return one(api).endpoint();
    }

    private ListedApi listed(String id) {
        return all(gateway()::getRestApis).stream()
                .filter(api -> api.api().id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private String made(EndpointType type, @Nullable IpAddressType addresses) {
        return aws().createRestApi(request -> request.name("reached")
                        .endpointConfiguration(one -> one.types(type).ipAddressType(addresses)))
                .id();
    }

    private String root(String api) {
        return aws().getRestApi(request -> request.restApiId(api)).rootResourceId();
    }

    private void method(String api, String resource, String verb, String authorization) {
        aws().putMethod(request ->
                request.restApiId(api).resourceId(resource).httpMethod(verb).authorizationType(authorization));
        aws().putIntegration(request ->
                request.restApiId(api).resourceId(resource).httpMethod(verb).type(IntegrationType.MOCK));
    }

    private ConfiguredMethod configured(String api, String path, String verb) {
        return all(position -> gateway().getResources(api, position)).stream()
                .filter(resource -> resource.path().equals(path))
                .map(resource -> Objects.requireNonNull(resource.methods().get(verb)))
                .findFirst()
                .orElseThrow();
    }

    private ShownStage stage(String api, String name) {
        return Objects.requireNonNull(gateway().getStages(api).get(name));
    }

    private void change(String api, String stage, PatchOperation... operations) {
        gateway().updateStage(api, stage, List.of(operations));
    }

    private static String policy(String path) {
        return """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"execute-api:Invoke",
                "Resource":"execute-api:/prod/GET/%s",
                "Condition":{"StringEquals":{"aws:UserAgent":"a \\"quoted\\" \\\\ agent/1.0"}}}]}""".formatted(path);
    }
}
