// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.apigateway.model.BadRequestException;
import software.amazon.awssdk.services.apigateway.model.Op;

/** What AWS makes of a resource policy between the writing and the reading of it. */
class ResourcePolicyTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String INVALID =
            "Invalid policy document. Please check the policy syntax and ensure that Principals are valid.";
    private final Emulator emulator = Emulator.start(EmulatorOptions.forTests());
    private final Aws aws = new Aws(emulator, TestAccounts.next());
    private String api = "";

    @BeforeEach
    void anApi() {
        api = aws.api("orders");
    }

    @AfterEach
    void stop() {
        aws.close();
        emulator.close();
    }

    private void write(String principal, String resource) {
        write("{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"one\",\"Effect\":\"Allow\",\"Principal\":"
                + principal + ",\"Action\":[\"execute-api:Invoke\"],\"Resource\":" + resource + "}]}");
    }

    private void write(String document) {
        aws.gateway.updateRestApi(r -> r.restApiId(api)
                .patchOperations(p -> p.op(Op.REPLACE).path("/policy").value(document)));
    }

    private String raw() {
        return String.valueOf(aws.gateway.getRestApi(r -> r.restApiId(api)).policy());
    }

    private JsonNode statement() throws JsonProcessingException {
        String plain = JSON.readTree("\"" + raw() + "\"").asText();
        return JSON.readTree(plain).path("Statement").path(0);
    }

    private void refused(String principal) {
        String before = raw();
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> write(principal, "\"execute-api:/*\""))
                .withMessageContaining(INVALID);
        assertThat(raw()).isEqualTo(before);
    }

    @Test
    void shortResourcesComeBackWholeAndEscaped() throws JsonProcessingException {
        // when
        write("\"*\"", "[\"execute-api:/prod/GET/orders\"]");

        // then
        String arn = "arn:aws:execute-api:eu-west-1:" + aws.account + ":" + api + "/prod/GET/orders";
        assertThat(raw()).contains("\\\"Sid\\\":\\\"one\\\"").contains(":" + api + "\\/prod\\/GET\\/orders\\\"");
        assertThat(statement().path("Resource").asText())
                .as("a list of one is a text")
                .isEqualTo(arn);
        assertThat(statement().path("Principal").asText()).isEqualTo("*");
        assertThat(statement().path("Action").isArray())
                .as("all else is as it was")
                .isTrue();

        // when there are two, one of them whole
        write("\"*\"", "[\"execute-api:/*\",\"" + arn + "\"]");

        // then
        assertThat(statement().path("Resource").toString())
                .isEqualTo("[\"arn:aws:execute-api:eu-west-1:" + aws.account + ":" + api + "/*\",\"" + arn + "\"]");
    }

    @Test
    void theWholeFormHasToFit() {
        // given resources that are short as they are sent and too long as they are kept
        String shortened = "\"execute-api:/prod/GET/orders\",".repeat(120) + "\"execute-api:/prod/GET/last\"";
        assertThat(shortened.length()).isLessThan(8192);

        // when, then
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> write("\"*\"", "[" + shortened + "]"))
                .withMessageContaining("8192");
        assertThat(aws.gateway.getRestApi(r -> r.restApiId(api)).policy()).isNull();
    }

    @Test
    void principalsHaveToBeThere() {
        // given
        String role = aws.role("web");
        aws.iam.createUser(r -> r.userName("anna"));
        String account = "arn:aws:iam::" + aws.account;
        write(
                "{\"AWS\":[\"" + role + "\",\"" + account + ":user/anna\",\"" + account + ":root\",\"" + aws.account
                        + "\",\"arn:aws:sts::" + aws.account + ":assumed-role/web/session\","
                        + "\"arn:aws:iam::999988887777:role/unknown-to-us\"]}",
                "\"execute-api:/*\"");

        // when, then
        refused("{\"AWS\":\"" + account + ":role/web\"}");
        refused("{\"AWS\":[\"" + role + "\",\"" + account + ":user/nobody\"]}");
        refused("{\"AWS\":\"AROAEXAMPLEEXAMPLE123\"}");
        refused("{\"AWS\":\"somebody\"}");
    }

    @Test
    void aDocumentOfAPrincipalThatIsGoneIsReadButNotWrittenAgain() throws JsonProcessingException {
        // given
        String role = aws.role("web");
        write("{\"AWS\":\"" + role + "\"}", "\"execute-api:/*\"");
        String stored = JSON.readTree("\"" + raw() + "\"").asText();

        // when
        aws.iam.deleteRole(r -> r.roleName("web"));

        // then
        assertThat(statement().path("Principal").path("AWS").asText()).isEqualTo(role);
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> write(stored))
                .withMessageContaining(INVALID);
    }
}
