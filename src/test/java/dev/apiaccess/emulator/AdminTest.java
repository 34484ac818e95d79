// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.PolicyScopeType;

/** The endpoint that no AWS has. */
class AdminTest {
    private final Emulator emulator = Emulator.start(EmulatorOptions.forTests().withAdminToken("open sesame"));
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        http.close();
        emulator.close();
    }

    private HttpResponse<String> send(String verb, String path, String body, String token)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(emulator.endpoint() + path))
                        .timeout(Duration.ofSeconds(20))
                        .header("X-Admin-Token", token)
                        .method(verb, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode ok(String verb, String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(verb, path, body, "open sesame");
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 204);
        return new ObjectMapper().readTree(answer.body());
    }

    @Test
    void withoutTheTokenThereIsNothing() throws IOException, InterruptedException {
        assertThat(send("POST", "/_admin/accounts", "{\"accountId\":\"111111111111\"}", "guess")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void accountsFaultsCallsAndReset() throws IOException, InterruptedException {
        // given an account
        String id = TestAccounts.next();
        JsonNode made = ok("POST", "/_admin/accounts", "{\"accountId\":\"" + id + "\"}");
        try (Aws aws = new Aws(emulator, id)) {
            assertThat(made.path("accessKeyId").asText()).isEqualTo(aws.root.accessKeyId());

            // when a fault is set over the wire
            ok(
                    "POST",
                    "/_admin/faults",
                    "{\"operation\":\"ListPolicies\",\"account\":\"" + id
                            + "\",\"before\":{\"status\":503,\"code\":\"ServiceUnavailable\"}}");

            // then it fires once, and the record has both calls
            assertThatExceptionOfType(IamException.class).isThrownBy(() -> aws.iam.listPolicies());
            aws.policy("p", Aws.ALLOW_ALL);
            JsonNode calls = ok("GET", "/_admin/calls?account=" + id, "");
            assertThat(calls).hasSize(2);
            assertThat(calls.get(0).path("error").asText()).isEqualTo("ServiceUnavailable");
            assertThat(calls.get(1).path("write").asBoolean()).isTrue();
            assertThat(calls.get(1).path("parameters").path("PolicyName").asText())
                    .isEqualTo("p");
            JsonNode later = ok(
                    "GET",
                    "/_admin/calls?account=" + id + "&since="
                            + calls.get(0).path("sequence").asText(),
                    "");
            assertThat(later).hasSize(1);

            // when the account is reset, then it is empty and its root key still works
            ok("POST", "/_admin/reset?account=" + id, "");
            assertThat(aws.iam.listPolicies(r -> r.scope(PolicyScopeType.LOCAL)).policies())
                    .isEmpty();
        }
    }

    @Test
    void settingsChangeWhileItRuns() throws IOException, InterruptedException {
        JsonNode changed = ok("PUT", "/_admin/settings", "{\"limits\":true,\"timeDivisor\":20,\"keySettleMs\":500}");
        assertThat(changed.toString())
                .isEqualTo("{\"limits\":true,\"timeDivisor\":20.0,\"latencyMs\":0,\"keySettleMs\":500}");
        assertThat(send("PUT", "/_admin/settings", "{\"timeDivisor\":0}", "open sesame")
                        .statusCode())
                .isEqualTo(400);
        assertThat(send("POST", "/_admin/faults", "{\"operation\":\"x\"}", "open sesame")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void whatHappensToApisByOtherHandsIsSeeded() throws IOException, InterruptedException {
        try (Aws aws = new Aws(emulator, TestAccounts.next())) {
            // given
            String api = aws.api("orders");
            aws.method(api, "orders", "NONE", false);
            aws.deploy(api);
            String stage = "{\"api\":\"" + api + "\",\"stage\":\"prod\",\"webAclArn\":\"arn:x\"}";
            String status = "{\"api\":\"" + api + "\",\"status\":\"UPDATING\"}";

            // when
            ok("PUT", "/_admin/stages", stage);
            ok("PUT", "/_admin/apis", status);
            ok("PUT", "/_admin/endpoints", "{\"vpce-1\":\"vpc-1\"}");
            ok("DELETE", "/_admin/endpoints", "");

            // then
            assertThat(aws.gateway
                            .getStage(r -> r.restApiId(api).stageName("prod"))
                            .webAclArn())
                    .isEqualTo("arn:x");
            assertThat(aws.gateway.getRestApi(r -> r.restApiId(api)).apiStatusAsString())
                    .isEqualTo("UPDATING");
            for (String bad : new String[] {"{}", status.replace(api, "nowhere"), status.replace("UPDATING", "BUSY")}) {
                assertThat(send("PUT", "/_admin/apis", bad, "open sesame").statusCode())
                        .as(bad)
                        .isEqualTo(400);
            }
            for (String bad : new String[] {"{}", stage.replace("prod", "test"), stage.replace(api, "nowhere")}) {
                assertThat(send("PUT", "/_admin/stages", bad, "open sesame").statusCode())
                        .as(bad)
                        .isEqualTo(400);
            }
            assertThat(send("PUT", "/_admin/endpoints", "[]", "open sesame").statusCode())
                    .isEqualTo(400);
        }
    }

    @Test
    void organizationsAndAuthorizersAreSeeded() throws IOException, InterruptedException {
        // given an organization of accounts that need not exist
        String seed = "{\"id\":\"o-a1b2c3d4e5\",\"managementAccount\":\"111111111111\",\"root\":{\"id\":\"r-ab12\"},"
                + "\"accounts\":[{\"id\":\"222222222222\"}]}";

        // when, then
        ok("PUT", "/_admin/organization", seed);
        for (String bad : new String[] {
            "{}",
            seed.replace("o-a1b2c3d4e5", "o-1"),
            seed.replace("}]}", ",\"parent\":\"ou-ab12-11111111\"}]}"),
            seed.replace("}]}", ",\"policies\":[\"p-nowhere00\"]}]}")
        }) {
            assertThat(send("PUT", "/_admin/organization", bad, "open sesame").statusCode())
                    .as(bad)
                    .isEqualTo(400);
        }
        ok("DELETE", "/_admin/organization", "");
        ok("PUT", "/_admin/authorizers", "{\"issuer\":\"https://login.example.com\",\"tokens\":{\"secret\":{}}}");
        assertThat(ok("GET", "/_admin/authorizers", "").toString()).isEqualTo("{\"https://login.example.com\":0}");
        assertThat(send("PUT", "/_admin/authorizers", "{\"tokens\":{}}", "open sesame")
                        .statusCode())
                .isEqualTo(400);
        ok("DELETE", "/_admin/authorizers", "");
        assertThat(ok("GET", "/_admin/authorizers", "")).isEmpty();
    }
}
