// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an entry of an access log says, whatever form its stage gave it. */
class LogFormatTest {

    private static final String ID = "c6af9ac6-7b61-11e6-9a41-93e8deadbeef";
    private static final String ARN = "arn:aws:sts::111111111111:assumed-role/orders-web/i-1";

    /** The forms that AWS's guide shows, with what we look at. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"requestId\":\"$context.requestId\",\"ip\":\"$context.identity.sourceIp\",\"who\":\"$context.identity.userArn\",\"verb\":\"$context.httpMethod\",\"path\":\"$context.path\",\"status\":\"$context.status\"}"
                        + "| {\"requestId\":\"ID\",\"ip\":\"203.0.113.9\",\"who\":\"ARN\",\"verb\":\"POST\",\"path\":\"/prod/orders\",\"status\":\"403\"}",
                "$context.identity.sourceIp $context.identity.userArn [$context.requestTime] \"$context.httpMethod $context.path $context.protocol\" $context.status $context.requestId"
                        + "| 203.0.113.9 ARN [30/Nov/2026:10:00:00 +0000] \"POST /prod/orders HTTP/1.1\" 403 ID",
                "$context.identity.sourceIp,$context.identity.userArn,$context.httpMethod,$context.path,$context.status,$context.requestId"
                        + "| 203.0.113.9,ARN,POST,/prod/orders,403,ID",
                "<request id=\"$context.requestId\"><ip>$context.identity.sourceIp</ip><who>$context.identity.userArn</who><verb>$context.httpMethod</verb><path>$context.path</path><status>$context.status</status></request>"
                        + "| <request id=\"ID\"><ip>203.0.113.9</ip><who>ARN</who><verb>POST</verb><path>/prod/orders</path><status>403</status></request>",
            })
    void anEntryOfAnyFormIsRead(String format, String entry) {
        var values = LogFormat.of(format)
                .read(entry.replace("ID", ID).replace("ARN", ARN))
                .orElseThrow();

        assertThat(values)
                .containsEntry("requestId", ID)
                .containsEntry("identity.sourceIp", "203.0.113.9")
                .containsEntry("identity.userArn", ARN)
                .containsEntry("httpMethod", "POST")
                .containsEntry("path", "/prod/orders")
                .containsEntry("status", "403");
    }

    @Property
    void valuesComeBackWhereTheirSeparatorIsNotInThem(
            @ForAll @Size(min = 1, max = 12) List<@AlphaChars @StringLength(min = 1, max = 9) String> values) {
        var names =
                IntStream.range(0, values.size()).mapToObj(index -> "v" + index).toList();
        var format = LogFormat.of("<"
                + String.join(
                        "; ", names.stream().map(name -> "$context." + name).toList()) + ">");

        assertThat(format.read("<" + String.join("; ", values) + ">\n")
                        .orElseThrow()
                        .values())
                .containsExactlyElementsOf(values);
    }

    @Test
    void whatACallDidNotHaveIsLeftOut() {
        var format = LogFormat.of("$context.requestId $context.identity.userArn $context.status");

        assertThat(format.read("a - 200").orElseThrow()).containsOnlyKeys("requestId", "status");
    }

    @Test
    void variablesThatTouchCannotBeToldApart() {
        var format = LogFormat.of("$context.requestId $context.httpMethod$context.path $context.status");

        assertThat(format.has("httpMethod")).isFalse();
        assertThat(format.has("path")).isFalse();
        assertThat(format.read("a GET/prod 200").orElseThrow()).containsOnlyKeys("requestId", "status");
    }

    @Test
    void anEntryOfAnotherFormatIsNotRead() {
        var format = LogFormat.of("{\"id\":\"$context.requestId\",\"status\":$context.status}");

        assertThat(format.read("ID - - [x] 200")).isEmpty();
        assertThat(format.read("{\"id\":\"ID\"}")).isEmpty();
        assertThat(format.read("{\"id\":\"ID\",\"status\":200")).isEmpty();
        assertThat(format.read("")).isEmpty();
    }

    /** Callers choose paths, and an entry must not be taken for the one that it names. */
    @Test
    void anIdInAPathIsNoRequestOfThatId() {
        var entry = entry(Map.of("requestId", "other", "path", "/prod/orders/" + ID));

        assertThat(entry.isOf(ID, "abc123def4", "prod")).isFalse();
        assertThat(entry(Map.of("requestId", ID)).isOf(ID, "abc123def4", "prod"))
                .isTrue();
        assertThat(entry(Map.of("requestId", ID, "stage", "test")).isOf(ID, "abc123def4", "prod"))
                .as("of another stage that writes into the same group")
                .isFalse();
    }

    @Test
    void thePathIsThatOfTheCallWhereTheLogHasItElseTheTemplate() {
        assertThat(entry(Map.of("path", "/prod/orders/17", "resourcePath", "/orders/{id}"))
                        .path("prod"))
                .contains("/orders/17");
        assertThat(entry(Map.of("path", "/prod")).path("prod")).contains("/");
        assertThat(entry(Map.of("path", "/base/orders/17", "resourcePath", "/orders/{id}"))
                        .path("prod"))
                .as("by a domain name of the API, which has its own base path")
                .contains("/orders/{id}");
        assertThat(entry(Map.of("path", "/production")).path("prod")).isEmpty();
    }

    @Test
    void whatTheTextOfTheErrorSaysIsTaken() {
        var entry = entry(Map.of(
                "error.message",
                "User: " + ARN + " is not authorized to perform: execute-api:Invoke on resource:"
                        + " arn:aws:execute-api:eu-west-1:********1111:abc123def4/prod/POST/orders"));

        assertThat(entry.verb()).contains("POST");
        assertThat(entry.path("prod")).contains("/orders");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "ARN | none | 200 | ARN",
                "none | User: ARN is not authorized to perform: execute-api:Invoke | 403 | ARN",
                "none | Missing Authentication Token | 403 | anonymous",
                "none | Forbidden | 403 | anonymous",
                "none | none | 200 | anonymous",
                "none | none | 403 | none",
                "none | none | 404 | anonymous",
                "none | none | 502 | anonymous",
                "none | The request signature we calculated does not match | 403 | none",
                "none | Internal server error | 500 | none",
            })
    void whoCalledIsNotMadeUp(@Nullable String arn, @Nullable String message, String status, @Nullable String who) {
        var account = Accounts.account(new RestApi.Stage("prod", List.of(), null, null, true));
        var format = LogFormat.of("$context.identity.userArn $context.status $context.error.message");
        var values = new HashMap<>(Map.of("status", status));
        if (arn != null) {
            values.put("identity.userArn", arn.replace("ARN", ARN));
        }
        if (message != null) {
            values.put("error.message", message.replace("ARN", ARN));
        }

        assertThat(entry(values).principal(format, account))
                .isEqualTo(Optional.ofNullable(who).map(one -> one.replace("ARN", ARN)));
        if ("anonymous".equals(who)) {
            assertThat(entry(values).principal(LogFormat.of("$context.status"), account))
                    .as("a format without callers says nothing of them")
                    .isEmpty();
        }
    }

    @Test
    void throughAnEndpointTheAddressIsOneOfTheVpc() {
        assertThat(entry(Map.of("identity.sourceIp", "10.0.0.7", "identity.vpceId", "vpce-1"))
                        .keys())
                .containsEntry("aws:VpcSourceIp", List.of("10.0.0.7"))
                .containsEntry("aws:SourceVpce", List.of("vpce-1"))
                .doesNotContainKey("aws:SourceIp");
    }

    private static LogEntry entry(Map<String, String> values) {
        return new LogEntry(Instant.parse("2026-11-30T10:00:00Z"), values);
    }
}
