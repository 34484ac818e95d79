// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.apiaccess.emulator.Invoker.Reply;
import dev.apiaccess.testing.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.services.apigateway.model.ApiStage;
import software.amazon.awssdk.services.apigateway.model.Op;
import software.amazon.awssdk.services.apigateway.model.PatchOperation;
import software.amazon.awssdk.services.apigateway.model.QuotaPeriodType;

/** The table of refusals in docs/runbook.md has every answer of a data plane, word for word, and none that is made up. */
class RefusalsDocumentedTest {
    private static final Path RUNBOOK =
            Path.of(System.getProperty("apiaccess.basedir", "")).resolve("docs/runbook.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (4\\d\\d) \\| `([^`]+)` (†)? ?\\|");

    /** A row: a text with gaps, and whether somebody could try it. */
    private record Row(int status, String text, boolean tried) {
        boolean matches(int answered, String message) {
            var form = Pattern.compile("<[^>]+>")
                    .splitAsStream(text + " ")
                    .map(part -> part.isEmpty() ? "" : Pattern.quote(part))
                    .collect(Collectors.joining(".*"));
            return answered == status && (message + " ").matches(form);
        }
    }

    @Test
    void everyAnswerHasItsRowAndEveryRowThatWasTriedItsAnswer() throws IOException {
        var rows = ROW.matcher(Files.readString(RUNBOOK))
                .results()
                .map(found -> new Row(Integer.parseInt(found.group(1)), found.group(2), found.group(3) == null))
                .toList();
        assertThat(rows).as("rows of the table").hasSizeGreaterThan(10);
        var missing = new ArrayList<String>();
        var met = new TreeSet<String>();

        answers().forEach((situation, reply) -> {
            var message = message(reply);
            var found = rows.stream()
                    .filter(row -> row.matches(reply.status(), message))
                    .map(Row::text)
                    .toList();
            if (found.isEmpty()) {
                missing.add(situation + ": " + reply.status() + " " + message);
            }
            met.addAll(found);
        });

        assertThat(missing).as("answers without a row").isEmpty();
        assertThat(rows.stream().filter(Row::tried).map(Row::text).filter(text -> !met.contains(text)))
                .as("rows that no situation answers: try them, or mark them")
                .isEmpty();
    }

    private static Map<String, Reply> answers() {
        var clock = new ManualClock();
        var answers = new LinkedHashMap<String, Reply>();
        try (var emulator = Emulator.start(
                        EmulatorOptions.forTests().withClock(clock).withKeySettle(Duration.ofSeconds(10)));
                var aws = new Aws(emulator, TestAccounts.next());
                var invoker = new Invoker(emulator.endpoint())) {
            var api = aws.api("orders");
            aws.method(api, "orders", "AWS_IAM", false);
            aws.method(api, "quotes", "NONE", true);
            aws.method(api, "open", "NONE", false);
            aws.deploy(api);
            var base = "/_api/" + api + "/prod";
            var own = aws.user("own", Aws.ALLOW_ALL);
            answers.put("no such path", invoker.get(base + "/nowhere", own, null));
            answers.put("not signed", invoker.get(base + "/orders", null, null));
            answers.put("no such stage", invoker.get("/_api/" + api + "/beta/orders", own, null));
            answers.put("nothing allows", invoker.get(base + "/orders", aws.user("none", null), null));
            answers.put(
                    "denied",
                    invoker.get(
                            base + "/orders",
                            aws.user("denied", Aws.document("Deny", "execute-api:Invoke", "*")),
                            null));
            aws.iam.putUserPermissionsBoundary(r -> r.userName("own")
                    .permissionsBoundary(aws.policy("bound", Aws.document("Allow", "s3:GetObject", "*"))));
            answers.put("beyond its boundary", invoker.get(base + "/orders", own, null));
            answers.put(
                    "unknown access key",
                    invoker.get(base + "/orders", AwsBasicCredentials.create("AKIAUNKNOWN000000000", "secret"), null));
            answers.put(
                    "wrong secret",
                    invoker.get(base + "/orders", AwsBasicCredentials.create(own.accessKeyId(), "secret"), null));
            answers.put(
                    "signed for elsewhere",
                    invoker.call(
                            SdkHttpMethod.GET,
                            base + "/orders",
                            own,
                            null,
                            "execute-api",
                            "us-east-1",
                            Clock.systemUTC(),
                            Map.of()));
            answers.putAll(limited(aws, invoker, api, base, clock));
            answers.putAll(authorized(emulator, aws, invoker));
            answers.putAll(narrowed(aws, invoker, base));
            answers.putAll(closed(aws, invoker, api, base));
            answers.putAll(organized(emulator, aws, invoker, base));
            // Last, since the clock is moved far ahead for it.
            answers.putAll(ended(aws, invoker, base, clock));
        }
        return answers;
    }

    /** What an authorizer says whose function is asked with the address of the caller. */
    private static Map<String, Reply> authorized(Emulator emulator, Aws aws, Invoker invoker) {
        var function = "arn:aws:lambda:eu-west-1:" + aws.account + ":function:check";
        var api = aws.api("guarded");
        var authorizer = aws.gateway
                .createAuthorizer(r -> r.restApiId(api)
                        .name("check")
                        .type("REQUEST")
                        .authorizerUri("arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/" + function
                                + "/invocations")
                        .identitySource("context.identity.sourceIp")
                        .authorizerResultTtlInSeconds(0))
                .id();
        var resource = aws.method(api, "orders", "NONE", false);
        aws.gateway.updateMethod(r -> r.restApiId(api)
                .resourceId(resource)
                .httpMethod("GET")
                .patchOperations(
                        PatchOperation.builder()
                                .op(Op.REPLACE)
                                .path("/authorizationType")
                                .value("CUSTOM")
                                .build(),
                        PatchOperation.builder()
                                .op(Op.REPLACE)
                                .path("/authorizerId")
                                .value(authorizer)
                                .build()));
        aws.deploy(api);
        var answers = new LinkedHashMap<String, Reply>();
        for (var row : Map.of(
                        "an authorizer is silent", answered(Aws.document("Allow", "s3:GetObject", "*")),
                        "an authorizer denies", answered(Aws.document("Deny", "*", "*")),
                        "an authorizer refuses", "{\"error\":\"Unauthorized\"}")
                .entrySet()) {
            emulator.authorizes(
                    "{\"lambdaArn\":\"" + function + "\",\"tokens\":{\"127.0.0.1\":" + row.getValue() + "}}");
            answers.put(row.getKey(), invoker.get("/_api/" + api + "/prod/orders", null, null));
        }
        return answers;
    }

    private static String answered(String policy) {
        return "{\"principalId\":\"anna\",\"policy\":" + policy + "}";
    }

    private static Map<String, Reply> narrowed(Aws aws, Invoker invoker, String base) {
        var role = aws.role("narrow");
        aws.iam.putRolePolicy(r -> r.roleName("narrow").policyName("own").policyDocument(Aws.ALLOW_ALL));
        try (var sts = aws.sts(aws.user("narrower", Aws.document("Allow", "sts:AssumeRole", "*")))) {
            var made = sts.assumeRole(r ->
                            r.roleArn(role).roleSessionName("s1").policy(Aws.document("Allow", "s3:GetObject", "*")))
                    .credentials();
            return Map.of(
                    "beyond its session's policy",
                    invoker.get(
                            base + "/orders",
                            AwsSessionCredentials.create(
                                    made.accessKeyId(), made.secretAccessKey(), made.sessionToken()),
                            null));
        }
    }

    private static Map<String, Reply> organized(Emulator emulator, Aws aws, Invoker invoker, String base) {
        var user = aws.user("organized", Aws.ALLOW_ALL);
        emulator.organize(
                "{\"id\":\"o-a1b2c3d4e5\",\"managementAccount\":\"999999999999\",\"root\":{\"id\":\"r-ab12\"},"
                        + "\"policies\":[{\"id\":\"p-fence0000\",\"content\":"
                        + Aws.document("Deny", "s3:*", "*") + "},{\"id\":\"p-allow0000\",\"content\":"
                        + "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"iam:*\",\"sts:*\"],"
                        + "\"Resource\":\"*\"}]}}],\"accounts\":[{\"id\":\"" + aws.account
                        + "\",\"policies\":[\"p-fence0000\",\"p-allow0000\"]}]}");
        return Map.of("beyond the organization's policies", invoker.get(base + "/orders", user, null));
    }

    private static Map<String, Reply> ended(Aws aws, Invoker invoker, String base, ManualClock clock) {
        var member = aws.user("member", Aws.document("Allow", "sts:AssumeRole", "*"));
        AwsCredentials session = aws.assume(member, aws.role("web"));
        clock.advance(Duration.ofHours(13));
        var signing = Clock.fixed(clock.instant(), ZoneOffset.UTC);
        return Map.of(
                "session that ended",
                invoker.call(
                        SdkHttpMethod.GET,
                        base + "/orders",
                        (AwsSessionCredentials) session,
                        null,
                        "execute-api",
                        "eu-west-1",
                        signing,
                        Map.of()));
    }

    private static Map<String, Reply> limited(Aws aws, Invoker invoker, String api, String base, ManualClock clock) {
        var value = "value-of-the-first-key-aaaaaaaa";
        var plan = aws.gateway
                .createUsagePlan(r -> r.name("plan")
                        .apiStages(ApiStage.builder().apiId(api).stage("prod").build())
                        .throttle(t -> t.rateLimit(1d).burstLimit(2))
                        .quota(q -> q.limit(3).period(QuotaPeriodType.DAY)))
                .id();
        var id = aws.gateway
                .createApiKey(r -> r.name("k").value(value).enabled(true))
                .id();
        aws.gateway.createUsagePlanKey(r -> r.usagePlanId(plan).keyId(id).keyType("API_KEY"));
        var answers = new LinkedHashMap<String, Reply>();
        answers.put("no key", invoker.get(base + "/quotes", null, null));
        answers.put("a key that is too new", invoker.get(base + "/quotes", null, value));
        clock.advance(Duration.ofSeconds(10));
        List.of(1, 2).forEach(_ -> invoker.get(base + "/quotes", null, value));
        answers.put("too fast", invoker.get(base + "/quotes", null, value));
        clock.advance(Duration.ofSeconds(2));
        invoker.get(base + "/quotes", null, value);
        answers.put("too many", invoker.get(base + "/quotes", null, value));
        return answers;
    }

    private static Map<String, Reply> closed(Aws aws, Invoker invoker, String api, String base) {
        aws.gateway.updateRestApi(r -> r.restApiId(api)
                .patchOperations(PatchOperation.builder()
                        .op(Op.REPLACE)
                        .path("/policy")
                        .value("{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\","
                                + "\"Action\":\"execute-api:Invoke\",\"Resource\":\"execute-api:/prod/GET/orders\"}]}")
                        .build()));
        aws.deploy(api);
        return Map.of("not in the resource policy", invoker.get(base + "/open", null, null));
    }

    private static String message(Reply reply) {
        try {
            var body = new ObjectMapper().readTree(reply.body());
            return body.path("message").asText(body.path("Message").asText());
        } catch (IOException e) {
            throw new AssertionError("no JSON: " + reply, e);
        }
    }
}
