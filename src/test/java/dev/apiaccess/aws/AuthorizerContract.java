// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import static dev.apiaccess.aws.PortContract.all;
import static dev.apiaccess.aws.PortContract.assertFails;
import static dev.apiaccess.aws.PortContract.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.model.Authorizer;
import dev.apiaccess.model.ConfiguredMethod;
import dev.apiaccess.model.DeployedAuthorizer;
import dev.apiaccess.model.ExistingAuthorizer;
import dev.apiaccess.model.ExistingAuthorizer.Trial;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.PatchOperation;
import dev.apiaccess.model.ServedMethod;
import dev.apiaccess.port.AwsFailure.Kind;
import dev.apiaccess.port.GatewayPort;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the port promises of the authorizers of REST APIs, whoever plays API Gateway. */
interface AuthorizerContract {

    MethodKey ORDERS = new MethodKey("/orders", "GET");
    String POOL = "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_abc";

    GatewayPort gateway();

    /** @return id of an API with {@code GET /orders}, which is open and deployed to the stage {@code prod} */
    String shop();

    /** Lets API Gateway call a function, which takes nobody's token. */
    void lets(String function);

    @Test
    default void showsWhatItMade() {
        var api = shop();
        var token = token("made", function());
        var pools = Authorizer.pools("people", List.of(POOL), "X-Token", 60);
        var request = Authorizer.lambda(
                "byCall",
                Authorizer.REQUEST,
                function(),
                "",
                List.of("method.request.header.X-Who", "method.request.querystring.key"),
                0);

        var made = gateway().createAuthorizer(api, token);
        gateway().createAuthorizer(api, pools);
        gateway().createAuthorizer(api, request);

        assertThat(made).isEqualTo(new ExistingAuthorizer(made.id(), token, new Trial.Untried()));
        assertThat(authorizers(api))
                .extracting(ExistingAuthorizer::definition)
                .containsExactlyInAnyOrder(token, pools, request);
        assertThat(authorizers(api)).contains(made);
    }

    @Test
    default void anApiWithoutAuthorizersHasNone() {
        assertThat(authorizers(shop())).isEmpty();
    }

    @Test
    default void refusesASecondOfTheName() {
        var api = shop();
        gateway().createAuthorizer(api, token("one", function()));

        assertFails(Kind.INVALID, () -> gateway().createAuthorizer(api, token("one", function())));
    }

    @Test
    default void deletesOneThatNoMethodHas() {
        var api = shop();
        var made = gateway().createAuthorizer(api, token("one", function()));
        put(api, "CUSTOM", made.id());

        assertFails(Kind.CONFLICT, () -> gateway().deleteAuthorizer(api, made.id()));

        put(api, "NONE", null);
        gateway().deleteAuthorizer(api, made.id());
        assertThat(authorizers(api)).isEmpty();
        assertFails(Kind.NOT_FOUND, () -> gateway().deleteAuthorizer(api, made.id()));
    }

    @Test
    default void aMethodComesUnderAnAuthorizerInOneCallThatNamesBoth() {
        var api = shop();
        var made = gateway().createAuthorizer(api, Authorizer.pools("people", List.of(POOL), "", 300));

        assertFails(Kind.INVALID, () -> put(api, "COGNITO_USER_POOLS", null));
        assertFails(Kind.INVALID, () -> put(api, "CUSTOM", made.id()));
        put(api, "COGNITO_USER_POOLS", made.id());

        assertThat(method(api))
                .isEqualTo(new ConfiguredMethod(
                        method(api).resourceId(),
                        "COGNITO_USER_POOLS",
                        made.id(),
                        new TreeSet<>(),
                        method(api).keyRequired()));
    }

    @Test
    default void oneThatCannotBeCalledFailsAndSaysWhy() {
        var api = shop();
        var function = function();
        var made = gateway().createAuthorizer(api, token("one", function));

        assertThat(gateway().testAuthorizer(api, made))
                .isInstanceOfSatisfying(
                        Trial.Failed.class,
                        failed -> assertThat(failed.message()).startsWith("Execution failed"));

        lets(function);
        assertThat(gateway().testAuthorizer(api, made)).isEqualTo(new Trial.Answered());
    }

    /** Without something in each source nobody would be asked, and every authorizer would answer. */
    @Test
    default void aTrialBearsSomethingInEachSource() {
        var api = shop();
        var function = function();
        var made = gateway()
                .createAuthorizer(
                        api,
                        Authorizer.lambda(
                                "one",
                                Authorizer.REQUEST,
                                function,
                                "",
                                List.of(
                                        "method.request.header.X-Who",
                                        "method.request.querystring.key",
                                        "stageVariables.kind",
                                        "context.identity.sourceIp"),
                                300));

        assertThat(gateway().testAuthorizer(api, made)).isInstanceOf(Trial.Failed.class);

        lets(function);
        assertThat(gateway().testAuthorizer(api, made)).isEqualTo(new Trial.Answered());
    }

    @Test
    default void userPoolsAnswer() {
        var api = shop();
        var made = gateway().createAuthorizer(api, Authorizer.pools("people", List.of(POOL), "", 300));

        assertThat(gateway().testAuthorizer(api, made)).isEqualTo(new Trial.Answered());
    }

    @Test
    default void oneThatIsGoneCannotBeTried() {
        var api = shop();
        var made = gateway().createAuthorizer(api, token("one", function()));
        gateway().deleteAuthorizer(api, made.id());

        assertFails(Kind.NOT_FOUND, () -> gateway().testAuthorizer(api, made));
    }

    /** A deployment keeps what an authorizer asked, whatever becomes of it. */
    @Test
    default void aStageShowsWhatItsAuthorizersAsked() {
        var api = shop();
        var definition = token("one", function());
        var made = gateway().createAuthorizer(api, definition);
        assertThat(exported(api)).isEmpty();
        put(api, "CUSTOM", made.id());
        assertThat(exported(api)).as("not deployed").isEmpty();

        move(api);
        put(api, "NONE", null);
        gateway().deleteAuthorizer(api, made.id());

        assertThat(exported(api)).isEqualTo(Map.of(ORDERS, new DeployedAuthorizer(definition, new TreeSet<>())));
        assertThat(gateway()
                        .getDeployment(
                                api,
                                Objects.requireNonNull(gateway().getStages(api).get("prod"))
                                        .deploymentId()))
                .hasValueSatisfying(methods -> assertThat(methods.get(ORDERS))
                        .extracting(ServedMethod::authorization)
                        .isEqualTo("CUSTOM"));
    }

    @Test
    default void aStageShowsTheScopesThatATokenNeeds() {
        var api = shop();
        var definition = Authorizer.pools("people", List.of(POOL), "", 300);
        var made = gateway().createAuthorizer(api, definition);
        put(api, "COGNITO_USER_POOLS", made.id());
        scope(api, "add", "orders/read");
        scope(api, "add", "orders/write");
        scope(api, "remove", "orders/read");

        move(api);

        assertThat(exported(api))
                .isEqualTo(Map.of(ORDERS, new DeployedAuthorizer(definition, new TreeSet<>(List.of("orders/write")))));
    }

    private static Authorizer token(String name, String function) {
        return Authorizer.lambda(name, Authorizer.TOKEN, function, "", List.of(), 60);
    }

    private static String function() {
        return "arn:aws:lambda:eu-west-1:111122223333:function:" + unique("check");
    }

    private List<ExistingAuthorizer> authorizers(String api) {
        return all(position -> gateway().getAuthorizers(api, position));
    }

    private Map<MethodKey, DeployedAuthorizer> exported(String api) {
        return gateway().getExport(api, "prod").orElseThrow().authorizers();
    }

    private ConfiguredMethod method(String api) {
        return all(position -> gateway().getResources(api, position)).stream()
                .filter(resource -> resource.path().equals("/orders"))
                .map(resource -> Objects.requireNonNull(resource.methods().get("GET")))
                .findFirst()
                .orElseThrow();
    }

    private void put(String api, String authorization, @Nullable String authorizer) {
        var type = new PatchOperation("replace", "/authorizationType", authorization);
        gateway()
                .updateMethod(
                        api,
                        method(api).resourceId(),
                        "GET",
                        authorizer == null
                                ? List.of(type)
                                : List.of(type, new PatchOperation("replace", "/authorizerId", authorizer)));
    }

    private void scope(String api, String op, String scope) {
        gateway()
                .updateMethod(
                        api,
                        method(api).resourceId(),
                        "GET",
                        List.of(new PatchOperation(op, "/authorizationScopes", scope)));
    }

    private void move(String api) {
        var made = gateway().createDeployment(api, "described").id();
        gateway().updateStage(api, "prod", List.of(new PatchOperation("replace", "/deploymentId", made)));
    }
}
