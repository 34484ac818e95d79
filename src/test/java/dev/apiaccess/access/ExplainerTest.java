// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import static dev.apiaccess.access.Accounts.account;
import static dev.apiaccess.access.Accounts.allow;
import static dev.apiaccess.access.Accounts.bounded;
import static dev.apiaccess.access.Accounts.caller;
import static dev.apiaccess.access.Accounts.deny;
import static dev.apiaccess.access.Accounts.method;
import static dev.apiaccess.access.Accounts.role;
import static dev.apiaccess.access.Accounts.stage;
import static dev.apiaccess.access.Accounts.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.access.Answer.Layer;
import dev.apiaccess.access.Explanation.Part;
import dev.apiaccess.access.Explanation.Says;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How answers are explained. */
class ExplainerTest {

    private static final RestApi.Stage ORDERS = stage(method("GET", "/orders"), method("POST", "/orders"));

    @Test
    void everyLayerInTheOrderOfAws() {
        var explanation = explain(role("web", allow("prod/GET/orders")), "GET", "/orders");

        assertThat(explanation.steps())
                .extracting(Explanation.Step::layer)
                .containsExactly(
                        Layer.ROUTE,
                        Layer.AUTHORIZATION,
                        Layer.ENDPOINT,
                        Layer.SCP,
                        Layer.RESOURCE,
                        Layer.IDENTITY,
                        Layer.BOUNDARY,
                        Layer.SESSION,
                        Layer.KEY);
        assertThat(says(explanation, Layer.IDENTITY)).isEqualTo(Says.ALLOWS);
        assertThat(says(explanation, Layer.SCP)).isEqualTo(Says.NOT_SEEN);
        assertThat(explanation.change()).isEmpty();
        assertThat(explanation.misses()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "prod/GET/orders, VERB, GET, POST",
        "test/POST/orders, STAGE, test, prod",
        "prod/POST/orders/*, PATH, /orders/*, /orders",
        "prod/POST, PATH, nothing, /orders",
    })
    void whichPartOfAResourceFailed(String resource, Part part, String written, String asked) {
        var explanation = explain(role("web", allow(resource)), "POST", "/orders");

        assertThat(explanation.misses()).singleElement().satisfies(miss -> {
            assertThat(miss.at().sid()).contains("Yes");
            assertThat(miss.failed()).containsExactly(new Explanation.Failed(part, written, asked));
        });
        assertThat(explanation.change())
                .contains(
                        "add " + Accounts.API
                                + "prod/POST/orders to the Resource of statement Yes of policy of web; needs iam:PutRolePolicy on web");
    }

    @Test
    void theNearestMissComesFirstAndFarOnesAreLeftOut() {
        var other = Accounts.statement("Other", "Allow", Accounts.API.replace("abc123def4", "zzz") + "test/GET/x");
        var explanation = explain(
                role(
                        "web",
                        other,
                        Accounts.statement("Far", "Allow", Accounts.API + "test/GET/orders"),
                        Accounts.statement("Near", "Allow", Accounts.API + "prod/GET/orders")),
                "POST",
                "/orders");

        assertThat(explanation.misses()).hasSize(2);
        assertThat(explanation.misses().getFirst().at().position()).isEqualTo(3);
    }

    @Test
    void aConditionThatFailed() {
        var account = account(
                ORDERS,
                role("web", allow("prod/*", "\"Condition\":{\"IpAddress\":{\"aws:SourceIp\":\"203.0.113.0/24\"}}")));
        var terms = new Terms(Map.of("aws:SourceIp", List.of("192.0.2.1")), null, false);

        var explanation =
                new Explainer(Accounts.inquiry(account, terms), caller(account, "role/web")).explain("GET", "/orders");

        assertThat(explanation.misses())
                .singleElement()
                .satisfies(miss -> assertThat(miss.failed())
                        .containsExactly(new Explanation.Failed(Part.CONDITION, "from 203.0.113.0/24", "192.0.2.1")));
        assertThat(explanation.change())
                .contains("call from 203.0.113.0/24, as statement Yes of policy of web demands");
    }

    @Test
    void aDenyIsNamedWithItsLayer() {
        var explanation = explain(role("web", allow("prod/*"), deny("prod/POST/*")), "POST", "/orders");

        assertThat(explanation.answer().statement())
                .hasValueSatisfying(at -> assertThat(at.position()).isEqualTo(2));
        assertThat(says(explanation, Layer.IDENTITY)).isEqualTo(Says.DENIES);
        assertThat(explanation.change())
                .hasValueSatisfying(change ->
                        assertThat(change).startsWith("narrow the Deny").contains("statement Not"));
    }

    @Test
    void aBoundaryThatStopsIt() {
        var explanation = explain(bounded("web", allow("prod/GET/*"), allow("prod/*")), "POST", "/orders");

        assertThat(explanation.answer().by()).contains(Layer.BOUNDARY);
        assertThat(says(explanation, Layer.IDENTITY)).isEqualTo(Says.ALLOWS);
        assertThat(says(explanation, Layer.BOUNDARY)).isEqualTo(Says.SILENT);
        assertThat(explanation.change())
                .hasValueSatisfying(change -> assertThat(change).contains("statement Yes of limits"));
    }

    @Test
    void noSuchMethod() {
        var explanation = explain(role("web", allow("prod/*")), "PUT", "/orders");

        assertThat(explanation.steps()).extracting(Explanation.Step::says).containsExactly(Says.DENIES);
        assertThat(explanation.change())
                .contains("deploy such a method to stage prod, or call one that it serves: GET /orders, POST /orders");
    }

    @Test
    void anAccountThatIsNamedHasToGrantItself() {
        var stage = with(ORDERS, true, allow("prod/*", "\"Principal\":{\"AWS\":\"111111111111\"}"));
        var account = account(stage, role("web"));

        var explanation = new Explainer(Accounts.inquiry(account, Terms.none()), caller(account, "role/web"))
                .explain("GET", "/orders");

        assertThat(says(explanation, Layer.RESOURCE)).isEqualTo(Says.SILENT);
        assertThat(explanation.change())
                .contains("allow execute-api:Invoke on " + Accounts.API + "prod/GET/orders in a policy of role/web");
    }

    @Test
    void whatIsMissingIsAskedFor() {
        var explanation = explain(
                role("web", allow("prod/*", "\"Condition\":{\"Bool\":{\"aws:MultiFactorAuthPresent\":\"true\"}}")),
                "GET",
                "/orders");

        assertThat(says(explanation, Layer.IDENTITY)).isEqualTo(Says.UNKNOWN);
        assertThat(explanation.change()).contains("say what the call has for aws:MultiFactorAuthPresent");
    }

    private static Explanation explain(Identity identity, String verb, String path) {
        var account = account(ORDERS, identity);
        return new Explainer(Accounts.inquiry(account, Terms.none()), caller(account, identity.spoken()))
                .explain(verb, path);
    }

    private static Says says(Explanation explanation, Layer layer) {
        return explanation.steps().stream()
                .filter(step -> step.layer() == layer)
                .findFirst()
                .orElseThrow()
                .says();
    }
}
