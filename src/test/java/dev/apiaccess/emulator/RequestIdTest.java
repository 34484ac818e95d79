// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.services.apigateway.model.Op;
import software.amazon.awssdk.services.apigateway.model.PatchOperation;

/** A call is explained by the id of its request alone, as the access log of its stage tells it. */
class RequestIdTest {

    private static final String JSON = "{\"id\":\"$context.requestId\",\"ip\":\"$context.identity.sourceIp\","
            + "\"who\":\"$context.identity.userArn\",\"verb\":\"$context.httpMethod\",\"path\":\"$context.path\","
            + "\"key\":\"$context.identity.apiKeyId\",\"status\":$context.status,\"error\":$context.error.messageString}";
    private static final String NO_ID = "00000000-0000-0000-0000-000000000000";

    private final Emulator emulator = Emulator.start(EmulatorOptions.forTests());
    private final Aws aws = new Aws(emulator, TestAccounts.next());
    private final Terminal terminal = new Terminal(aws, aws.root);
    private final HttpClient http = HttpClient.newHttpClient();
    private final String api = aws.api("orders");

    @AfterEach
    void stop() {
        http.close();
        terminal.close();
        aws.close();
        emulator.close();
    }

    private void deployed() {
        aws.method(api, "orders", "AWS_IAM", false);
        aws.method(api, "quotes", "NONE", true);
        aws.deploy(api);
    }

    private String group() {
        return "arn:aws:logs:eu-west-1:" + aws.account + ":log-group:access";
    }

    private void logs(String destination, String format) {
        var role = aws.loggingRole("logs");
        aws.gateway.updateAccount(r -> r.patchOperations(PatchOperation.builder()
                .op(Op.REPLACE)
                .path("/cloudwatchRoleArn")
                .value(role)
                .build()));
        patch("/accessLogSettings/format", format);
        patch("/accessLogSettings/destinationArn", destination);
    }

    private void patch(String path, String value) {
        aws.gateway.updateStage(r -> r.restApiId(api)
                .stageName("prod")
                .patchOperations(PatchOperation.builder()
                        .op(Op.REPLACE)
                        .path(path)
                        .value(value)
                        .build()));
    }

    /** Makes a call; returns the id of its request. */
    private String call(String path, @Nullable AwsCredentials who, @Nullable String key) throws Exception {
        var address = URI.create(aws.endpoint() + "/_api/" + api + "/prod" + path);
        var plain = SdkHttpRequest.builder().method(SdkHttpMethod.GET).uri(address);
        if (key != null) {
            plain.putHeader("x-api-key", key);
        }
        SdkHttpRequest request = plain.build();
        if (who != null) {
            var unsigned = request;
            request = AwsV4HttpSigner.create()
                    .sign(r -> r.identity(who)
                            .request(unsigned)
                            .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "execute-api")
                            .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-west-1"))
                    .request();
        }
        var sent = HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(20));
        request.headers().forEach((name, values) -> {
            if (!name.equalsIgnoreCase("host")) {
                sent.header(name, values.getFirst());
            }
        });
        return http.send(sent.build(), HttpResponse.BodyHandlers.ofString())
                .headers()
                .firstValue("x-amzn-RequestId")
                .orElseThrow();
    }

    private Terminal.Printed explain(String id, String... more) {
        var arguments = new ArrayList<>(List.of("explain", "--request-id", id, "--api", "orders"));
        arguments.addAll(List.of(more));
        return terminal.run(arguments.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                JSON,
                "$context.identity.sourceIp - $context.identity.userArn [$context.requestTime] \"$context.httpMethod"
                        + " $context.path $context.protocol\" $context.status $context.requestId",
                "$context.requestId,$context.identity.userArn,$context.httpMethod,$context.path,$context.identity.sourceIp",
                "<r id=\"$context.requestId\"><who>$context.identity.userArn</who><what>$context.httpMethod"
                        + " $context.path</what><ip>$context.identity.sourceIp</ip></r>"
            })
    void aRefusedCallIsExplainedByItsIdAlone(String format) throws Exception {
        deployed();
        logs(group(), format);
        var reader = aws.user(
                "reader",
                Aws.document(
                        "Allow",
                        "execute-api:Invoke",
                        "arn:aws:execute-api:eu-west-1:" + aws.account + ":" + api + "/prod/GET/other"));
        call("/orders", aws.root, null);
        var id = call("/orders", reader, null);

        var printed = explain(id);

        assertThat(printed.code()).as("%s", printed).isEqualTo(1);
        assertThat(printed.out().replaceAll("\\s+", " "))
                .contains("The access log of request " + id + " says:", "from 127.0.0.1")
                .contains("user/reader cannot call GET /orders of API orders")
                .contains("Nearly allowed by:");
    }

    @Test
    void theKeyOfTheLogIsTheKeyOfTheCall() throws Exception {
        deployed();
        logs(group(), JSON);
        var key = aws.gateway.createApiKey(r -> r.name("mobile").enabled(true).value("valueOfTheKeyOfMobile0001"));
        var id = call("/quotes", null, key.value());

        var printed = explain(id, "-o", "json");

        var answer = new ObjectMapper().readTree(printed.out());
        assertThat(printed.code()).as("in no plan of the stage: %s", printed).isEqualTo(1);
        assertThat(answer.path("principal").asText()).isEqualTo("anonymous");
        assertThat(answer.path("layer").asText()).isEqualTo("key");
        assertThat(answer.at("/log/key").asText()).isEqualTo(key.id());
        assertThat(answer.at("/text/kind").asText()).isEqualTo("forbidden");
        assertThat(printed.out()).doesNotContain(key.value());
    }

    @Test
    void whatTheFormatLacksIsNamedAndMayBeSaid() throws Exception {
        deployed();
        logs(group(), "$context.requestId $context.httpMethod $context.resourcePath");
        var id = call("/orders", aws.root, null);

        var unsaid = explain(id);
        assertThat(unsaid.code()).as("%s", unsaid).isEqualTo(3);
        assertThat(unsaid.err()).contains("does not say who called", "$context.identity.userArn", "[log-lacks]");

        var said = terminal.run("explain", "anonymous", "--request-id", id, "--api", "orders");
        assertThat(said.code()).as("%s", said).isEqualTo(1);
        assertThat(said.out().replaceAll("\\s+", " "))
                .contains("the format has no $context.identity.userArn, $context.path, $context.identity.sourceIp")
                .contains("anonymous cannot call GET /orders");
    }

    @Test
    void aStageWithoutALogIsTold() throws Exception {
        deployed();
        var id = call("/orders", aws.root, null);

        var printed = explain(id, "-o", "json");

        assertThat(printed.code()).as("%s", printed).isEqualTo(4);
        assertThat(printed.err())
                .contains("stage prod of API orders (" + api + ") writes no access log [no-access-log]");
        assertThat(new ObjectMapper().readTree(printed.out()).path("code").asText())
                .isEqualTo("no-access-log");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "firehose | 4 | goes to arn:aws:firehose | log-elsewhere",
                "never | 4 | is not there | log-not-read",
                "late | 3 | has no entry of request | no-log-entry",
                "changed | 3 | is not of the format that the stage has now | log-lacks",
            })
    void whatKeepsFromAnEntryIsOneSentence(String what, int code, String sentence, String word) throws Exception {
        deployed();
        switch (what) {
            case "firehose" ->
                logs(
                        "arn:aws:firehose:eu-west-1:" + aws.account + ":deliverystream/amazon-apigateway-x",
                        "$context.requestId $context.status");
            default -> logs(group(), JSON);
        }
        var id = NO_ID;
        if (!what.equals("never")) {
            id = call("/orders", aws.root, null);
        }
        if (what.equals("changed")) {
            patch("/accessLogSettings/format", "<$context.requestId>");
        }

        var printed = explain(what.equals("late") ? NO_ID : id);

        assertThat(printed.code()).as("%s", printed).isEqualTo(code);
        assertThat(printed.err()).contains(sentence, "[" + word + "]").contains("next:  ");
    }

    @Test
    void aMissingRightIsNamedWithTheStatementThatGrantsIt() throws Exception {
        deployed();
        logs(group(), JSON);
        var id = call("/orders", aws.root, null);
        var rights = terminal.run("iam-policy", "--read-only").out();
        terminal.as(aws.user("looker", rights));

        var printed = explain(id);

        assertThat(printed.code()).as("%s", printed).isEqualTo(4);
        assertThat(printed.err()).contains("no right to logs:FilterLogEvents", "[log-not-read]");
        var statement = printed.err()
                .lines()
                .filter(line -> line.startsWith("next:"))
                .map(line -> line.substring(line.indexOf('{')))
                .findFirst()
                .orElseThrow();
        aws.iam.putUserPolicy(r -> r.userName("looker").policyName("logs").policyDocument(statement));
        assertThat(explain(id).code()).as("the statement is enough").isIn(0, 1);
    }

    @Test
    void whatIsNoIdIsRefusedBeforeAnythingIsAsked() {
        var printed = explain("{ $.x = * }");

        assertThat(printed.code()).isEqualTo(64);
        assertThat(printed.err()).contains("it takes what the header x-amzn-RequestId says");
    }
}
