// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.apiaccess.testing.ManualClock;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.apigateway.model.BadRequestException;
import software.amazon.awssdk.services.apigateway.model.GetStageResponse;
import software.amazon.awssdk.services.apigateway.model.MethodSetting;
import software.amazon.awssdk.services.apigateway.model.PatchOperation;
import software.amazon.awssdk.services.apigateway.model.TooManyRequestsException;

/** What a stage limits, logs and has before it, and what of that needs the account's say. */
class StageSettingsTest {
    private static final String NO_ROLE = "CloudWatch Logs role ARN must be set in account settings to enable logging";
    private final ManualClock clock = new ManualClock();
    private final Emulator emulator = Emulator.start(EmulatorOptions.forTests().withClock(clock));
    private final Aws aws = new Aws(emulator, TestAccounts.next());
    private final Invoker invoker = new Invoker(emulator.endpoint());
    private String api = "";

    @BeforeEach
    void aDeployedApi() {
        api = aws.api("orders");
        aws.method(api, "orders", "NONE", false);
        aws.method(api, "quotes", "NONE", false);
        aws.method(api, "others", "NONE", false);
        aws.deploy(api);
    }

    @AfterEach
    void stop() {
        invoker.close();
        aws.close();
        emulator.close();
    }

    private static PatchOperation patch(String op, String path, String value) {
        return PatchOperation.builder().op(op).path(path).value(value).build();
    }

    private void update(PatchOperation... patches) {
        aws.gateway.updateStage(r -> r.restApiId(api).stageName("prod").patchOperations(patches));
    }

    private GetStageResponse stage() {
        return aws.gateway.getStage(r -> r.restApiId(api).stageName("prod"));
    }

    private void refused(String text, PatchOperation... patches) {
        String before = stage().toString();
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> update(patches))
                .withMessageContaining(text);
        assertThat(stage().toString()).isEqualTo(before);
    }

    private long passed(String path, int calls) {
        return IntStream.range(0, calls)
                .filter(i -> invoker.get("/_api/" + api + "/prod/" + path, null, null)
                                .status()
                        == 200)
                .count();
    }

    private void logsWork() {
        String role = aws.loggingRole("logs");
        aws.gateway.updateAccount(r -> r.patchOperations(patch("replace", "/cloudwatchRoleArn", role)));
    }

    @Test
    void aLimitHoldsForEachMethodAndAnEntryOfItsOwnGoesFirst() {
        // given
        update(
                patch("replace", "/*/*/throttling/rateLimit", "1"),
                patch("replace", "/*/*/throttling/burstLimit", "2"),
                patch("replace", "/~1quotes/GET/throttling/burstLimit", "4"),
                patch("replace", "/~1others/GET/throttling/rateLimit", "-1"),
                patch("replace", "/~1others/GET/throttling/burstLimit", "-1"));

        // when, then each has a bucket, one of its own size, one has no limit
        assertThat(passed("orders", 6)).isEqualTo(2);
        assertThat(passed("quotes", 6)).isEqualTo(4);
        assertThat(passed("others", 6)).isEqualTo(6);
        assertThat(invoker.get("/_api/" + api + "/prod/orders", null, null).status())
                .isEqualTo(429);
        clock.advance(Duration.ofSeconds(1));
        assertThat(passed("orders", 6)).isEqualTo(1);

        // when the limit of all is changed, then the entry of a method does not follow
        update(patch("replace", "/*/*/throttling/burstLimit", "9"));
        assertThat(stage().methodSettings())
                .extractingByKey("~1quotes/GET")
                .extracting(MethodSetting::throttlingBurstLimit)
                .isEqualTo(4);
        update(PatchOperation.builder().op("remove").path("/~1quotes/GET").build());
        assertThat(stage().methodSettings()).containsOnlyKeys("*/*", "~1others/GET");
        refused(
                "Cannot remove method setting ~1quotes/GET because there is no method setting for this method",
                PatchOperation.builder().op("remove").path("/~1quotes/GET").build());
    }

    @Test
    void whatIsNotSetIsFilledIn() {
        // when
        update(patch("replace", "/~1orders/GET/metrics/enabled", "true"));

        // then
        MethodSetting setting = stage().methodSettings()
                .getOrDefault("~1orders/GET", MethodSetting.builder().build());
        assertThat(setting.metricsEnabled()).isTrue();
        assertThat(setting.throttlingRateLimit()).isEqualTo(10000.0);
        assertThat(setting.throttlingBurstLimit()).isEqualTo(5000);
        assertThat(setting.dataTraceEnabled()).isFalse();
        assertThat(setting.cacheTtlInSeconds()).isEqualTo(300);
        assertThat(setting.loggingLevel()).as("until somebody sets it").isNull();
    }

    @Test
    void valuesAndPathsThatMakeNoSenseAreRefused() {
        refused(
                "Invalid method setting path: /color. Must be one of: [/deploymentId,",
                patch("replace", "/color", "red"));
        refused("Must be a number", patch("replace", "/*/*/throttling/rateLimit", "many"));
        refused("zero or more", patch("replace", "/*/*/throttling/rateLimit", "-2"));
        refused("Must be an integer", patch("replace", "/*/*/throttling/burstLimit", "1.5"));
        refused("Must be one of: [OFF, ERROR, INFO]", patch("replace", "/*/*/logging/loglevel", "LOUD"));
        refused(
                "Invalid patch operation specified. Must be one of: [replace]",
                patch("add", "/deploymentId", stage().deploymentId()));
    }

    @Test
    void logsNeedTheAccountsRole() {
        // given an account without a role for logs
        String group = "arn:aws:logs:eu-west-1:" + aws.account + ":log-group:orders";
        refused(NO_ROLE, patch("replace", "/*/*/logging/loglevel", "ERROR"));
        refused(NO_ROLE, patch("replace", "/accessLogSettings/destinationArn", group));
        update(patch("replace", "/*/*/logging/loglevel", "OFF"));
        String stream = "arn:aws:firehose:eu-west-1:" + aws.account + ":deliverystream/amazon-apigateway-orders";
        update(patch("replace", "/accessLogSettings/destinationArn", stream));
        assertThat(stage().accessLogSettings().destinationArn())
                .as("Firehose needs no role")
                .isEqualTo(stream);

        // when
        logsWork();
        update(
                patch("replace", "/*/*/logging/loglevel", "INFO"),
                patch("replace", "/accessLogSettings/destinationArn", group),
                patch("replace", "/accessLogSettings/format", "$context.requestId $context.status\n"));

        // then
        assertThat(stage().methodSettings())
                .extractingByKey("*/*")
                .extracting(MethodSetting::loggingLevel)
                .isEqualTo("INFO");
        assertThat(stage().accessLogSettings().destinationArn()).isEqualTo(group);
        assertThat(stage().accessLogSettings().format()).isEqualTo("$context.requestId $context.status\n");
        update(PatchOperation.builder().op("remove").path("/accessLogSettings").build());
        assertThat(stage().accessLogSettings()).isNull();
    }

    @Test
    void accessLogsHaveAPlaceOfTheAccountAndANumberOfTheRequest() {
        logsWork();
        String destination = "/accessLogSettings/destinationArn";
        String format = "/accessLogSettings/format";
        for (String arn : new String[] {
            "orders",
            "arn:aws:logs:eu-west-1:" + aws.account + ":log-group:orders:*",
            "arn:aws:logs:eu-west-1:999988887777:log-group:orders",
            "arn:aws:logs:us-east-1:" + aws.account + ":log-group:orders",
            "arn:aws:firehose:eu-west-1:" + aws.account + ":deliverystream/orders"
        }) {
            refused("Invalid ARN specified in the request", patch("replace", destination, arn));
        }
        refused("Access Log value must not be empty", patch("replace", destination, ""));
        refused("Access Log value must not be empty", patch("replace", format, ""));
        refused("must contain one of: [$context.requestId,", patch("replace", format, "$context.requestIdentity"));
        refused("must be single line", patch("replace", format, "$context.requestId\n$context.status"));
        update(patch("add", format, "{\"id\":\"$context.extendedRequestId\"}"));
        refused(
                "Invalid accessLogSettings path. Must be one of : [/accessLogSettings/destinationArn,",
                patch("replace", "/accessLogSettings/where", "x"));
        refused(
                "Cannot remove method setting accessLogSettings/format",
                PatchOperation.builder().op("remove").path(format).build());
    }

    @Test
    void whereLogsGoIsAConditionKey() {
        // given a user that may send them to one group alone
        logsWork();
        String group = "arn:aws:logs:eu-west-1:" + aws.account + ":log-group:";
        var operator = aws.user(
                "operator",
                Aws.document(
                        "Allow",
                        "apigateway:PATCH",
                        "*",
                        "{\"StringEquals\":{\"apigateway:Request/AccessLoggingDestination\":\"" + group + "ours\"}}"));

        // when, then
        try (var gateway = aws.gateway(operator)) {
            gateway.updateStage(r -> r.restApiId(api)
                    .stageName("prod")
                    .patchOperations(patch("replace", "/accessLogSettings/destinationArn", group + "ours")));
            assertThatThrownBy(() -> gateway.updateStage(r -> r.restApiId(api)
                            .stageName("prod")
                            .patchOperations(patch("replace", "/accessLogSettings/destinationArn", group + "theirs"))))
                    .hasMessageContaining("is not authorized to perform: apigateway:PATCH");
        }
    }

    @Test
    void theAccountsRoleIsOneThatApiGatewayMayTake() {
        // given
        assertThat(aws.gateway.getAccount(r -> {}).cloudwatchRoleArn()).isNull();
        assertThat(aws.gateway.getAccount(r -> {}).throttleSettings().rateLimit())
                .isEqualTo(10000.0);
        String stranger = aws.role("stranger");

        // when, then
        for (String role : new String[] {stranger, stranger.replace("stranger", "nobody"), "logs"}) {
            assertThatExceptionOfType(BadRequestException.class)
                    .isThrownBy(() -> aws.gateway.updateAccount(
                            r -> r.patchOperations(patch("replace", "/cloudwatchRoleArn", role))))
                    .withMessageContaining("The role ARN does not have required permissions configured.");
        }
        String role = aws.loggingRole("logs");
        assertThat(aws.gateway
                        .updateAccount(r -> r.patchOperations(patch("replace", "/cloudwatchRoleArn", role)))
                        .cloudwatchRoleArn())
                .isEqualTo(role);
        assertThat(aws.gateway(aws.root, Region.US_EAST_1).getAccount(r -> {}).cloudwatchRoleArn())
                .as("another region")
                .isNull();
        aws.gateway.updateAccount(r -> r.patchOperations(patch("replace", "/cloudwatchRoleArn", "")));
        assertThat(aws.gateway.getAccount(r -> {}).cloudwatchRoleArn()).isNull();
    }

    @Test
    void theAccountIsUpdatedOnceInTwentySeconds() {
        try (var limited = Emulator.start(
                        EmulatorOptions.forTests().withClock(clock).withLimits(1));
                var slow = new Aws(limited, TestAccounts.next())) {
            slow.gateway.updateAccount(r -> r.patchOperations(patch("replace", "/cloudwatchRoleArn", "")));
            assertThatExceptionOfType(TooManyRequestsException.class)
                    .isThrownBy(() -> slow.gateway.updateAccount(
                            r -> r.patchOperations(patch("replace", "/cloudwatchRoleArn", ""))));
            clock.advance(Duration.ofSeconds(20));
            slow.gateway.updateAccount(r -> r.patchOperations(patch("replace", "/cloudwatchRoleArn", "")));
        }
    }

    @Test
    void aWebAclIsShownOnTheStageThatItStandsBefore() {
        // when
        String acl = "arn:aws:wafv2:eu-west-1:" + aws.account + ":regional/webacl/orders/1";
        emulator.webAcl("{\"api\":\"" + api + "\",\"stage\":\"prod\",\"webAclArn\":\"" + acl + "\"}");

        // then
        assertThat(stage().webAclArn()).isEqualTo(acl);
        update(patch("replace", "/description", "edited"));
        assertThat(stage().webAclArn()).as("after an edit").isEqualTo(acl);
        emulator.webAcl("{\"api\":\"" + api + "\",\"stage\":\"prod\"}");
        assertThat(stage().webAclArn()).isNull();
        assertThatThrownBy(() -> emulator.webAcl("{\"api\":\"" + api + "\",\"stage\":\"none\"}"))
                .hasMessage("the API has no stage none");
    }
}
