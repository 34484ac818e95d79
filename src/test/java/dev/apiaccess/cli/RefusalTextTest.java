// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is made of the text of a 403. */
class RefusalTextTest {

    private static final String WEB = "User: arn:aws:sts::111111111111:assumed-role/orders-web/i-1";
    private static final String ORDERS =
            " is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:eu-west-1:********1111:abc123def4/prod/";

    private final Run run = new Run();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Missing Authentication Token | the stage serves no such method",
                "{\"message\":\"Missing Authentication Token\"} | asks for a signature",
                "Forbidden | demands an API key",
                "{\"message\":\"Forbidden\"} | web ACL",
                "User is not authorized to access this resource | a Lambda authorizer answered Deny",
                "User is not authorized to access this resource with an explicit deny | authorizer",
                "The security token included in the request is expired | no policy was asked",
                "no healthy upstream | API Gateway has no such text",
            })
    void textsThatNameNoCall(String text, String meaning) {
        assertThat(run.with("explain", "--text", text)).as("%s", run).isEqualTo(3);

        assertThat(oneLine()).contains("The text can mean:").contains(meaning).contains("Look next at:");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST/orders | 1 | no statement of the identity policies allows",
                "POST/orders because no identity-based policy allows the execute-api:Invoke action | 1 | no statement of the policies of the caller allows the call",
                "GET/orders/secret-1 with an explicit deny | 1 | denied by statement NoSecrets (number 2)",
                "GET/orders/secret-1 with an explicit deny in an identity-based policy | 1 | in the policies of the caller",
                "GET/orders | 0 | AWS refused this call, and by the account file it is allowed",
                "POST/orders with an explicit deny in a service control policy | 1 | no Deny of the account file meets this call",
            })
    void theCallThatATextNamesIsExplained(String rest, int code, String said) {
        assertThat(explain(WEB + ORDERS + rest)).as("%s", run).isEqualTo(code);

        assertThat(oneLine())
                .contains("The text can mean:")
                .contains("arn:aws:sts::111111111111:assumed-role/orders-web/i-1 can")
                .contains("layer by layer:")
                .contains(said);
    }

    @Test
    void anAnonymousCallOfTheRootOrWithHiddenDigitsIsExplainedToo() {
        var quotes = "User: anonymous is not authorized to perform: execute-api:Invoke on resource:"
                + " arn:aws:execute-api:eu-west-1:********1111:qwe456rty7/prod/GET/quotes";
        assertThat(explain("{\"Message\":\"" + quotes + "\"}")).as("%s", run).isEqualTo(3);
        assertThat(oneLine())
                .contains("the resource policy of the API does not allow")
                .contains("GET /quotes, layer by");

        assertThat(explain("User: arn:aws:iam::********1111:user/bob" + ORDERS + "GET/"))
                .as("%s", run)
                .isEqualTo(1);
        assertThat(oneLine()).contains("user/bob cannot call GET / of API orders");
    }

    @Test
    void asJson() throws IOException {
        assertThat(explain(WEB + ORDERS + "GET/orders", "-o", "json")).isZero();
        var json = new ObjectMapper().readTree(run.out());
        assertThat(json.path("text").path("kind").asText()).isEqualTo("principal");
        assertThat(json.path("text").path("but").asText()).contains("AWS refused this call");
        assertThat(json.path("explained").path("path").asText()).isEqualTo("/orders");

        run.with("explain", "--text", "Forbidden", "-o", "json");
        assertThat(new ObjectMapper().readTree(run.out()).path("text").path("means"))
                .hasSize(4);
    }

    @Test
    void whatIsNotThereIsAnErrorAfterTheMeaning() {
        assertThat(explain(WEB + ORDERS.replace("1111:", "2222:") + "GET/orders"))
                .isEqualTo(4);
        assertThat(run.err()).contains("an account that ends in 2222", "[other-account]");
        assertThat(run.out()).contains("The text can mean:");

        assertThat(explain(WEB + ORDERS.replace("abc123def4", "gone") + "GET/orders"))
                .isEqualTo(4);
        assertThat(run.err()).contains("[no-such-api]");
        assertThat(explain(WEB.replace("orders-web", "nobody") + ORDERS + "GET/orders"))
                .isEqualTo(4);
        assertThat(run.err()).contains("[no-such-principal]");
    }

    @Test
    void argumentsComeBeforeTheText() {
        assertThat(explain("Missing Authentication Token", "anonymous", "GET", "/orders", "--api", "orders"))
                .isEqualTo(1);
        assertThat(oneLine()).contains("The text can mean:").contains("AWS_IAM: calls without a signature are refused");
        assertThat(run.with("explain")).isEqualTo(64);
        assertThat(explain("Forbidden", "anonymous")).isEqualTo(64);
        assertThat(run.err()).contains("explain lacks <VERB>");
    }

    private String oneLine() {
        return run.out().replaceAll("\\s+", " ");
    }

    private int explain(String text, String... more) {
        var all = new ArrayList<>(List.of(
                "explain",
                "--text",
                text,
                "--account-file",
                AccountFileTest.sample().toString()));
        all.addAll(List.of(more));
        return run.with(all.toArray(String[]::new));
    }
}
