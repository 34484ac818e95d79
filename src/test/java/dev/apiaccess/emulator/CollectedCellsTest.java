// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.iam.ActionSet;
import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.iam.PolicyKind;
import dev.apiaccess.iam.PolicyReader;
import dev.apiaccess.iam.PolicyWriter;
import dev.apiaccess.iam.ResourceSet;
import dev.apiaccess.iam.Statement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/** What is collected of random accounts says of them what their data plane does; with no secret in it, and with few rights. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CollectedCellsTest {

    private static final int WORLDS = 4;
    private static final String KEY_VALUE = "valueOfTheKeyThatNobodyMayRead01";
    private static final List<String> VERBS = List.of("GET", "POST", "*");
    private static final List<String> PATHS = List.of("orders", "orders/*", "*", "open", "");
    private static final List<String> CALLS = List.of("/orders", "/orders/7", "/open", "/keyed", "/none");
    private static final List<String> CONDITIONS = List.of(
            "{}",
            "{}",
            "{}",
            "{\"IpAddress\":{\"aws:SourceIp\":\"127.0.0.0/8\"}}",
            "{\"BoolIfExists\":{\"aws:MultiFactorAuthPresent\":\"false\"}}");

    private final Emulator emulator = Emulator.start(EmulatorOptions.forTests());
    private final Invoker invoker = new Invoker(emulator.endpoint());
    private final SplittableRandom random = new SplittableRandom(30_112_026);

    @TempDir
    private Path directory;

    private record Someone(String name, @Nullable AwsCredentials credentials) {}

    @AfterAll
    void stop() {
        invoker.close();
        emulator.close();
    }

    @Test
    void whatIsCollectedSaysWhatTheDataPlaneDoes() throws IOException {
        var words = new HashMap<String, Integer>();
        for (var world = 0; world < WORLDS; world++) {
            try (var aws = new Aws(emulator, TestAccounts.next());
                    var terminal = new Terminal(aws, aws.root)) {
                compare(aws, terminal, directory.resolve("account-" + world + ".json"), words);
            }
        }

        assertThat(words).as("each answer is met").containsKeys("yes", "no");
        assertThat(words.get("yes")).as("%s", words).isGreaterThan(30);
        assertThat(words.values().stream().mapToInt(Integer::intValue).sum()).isGreaterThan(300);
        assertThat(words.getOrDefault("yes", 0) + words.getOrDefault("no", 0))
                .as("%s", words)
                .isGreaterThan(200);
    }

    private void compare(Aws aws, Terminal terminal, Path file, Map<String, Integer> words) throws IOException {
        var callers = callers(aws);
        var api = api(aws);
        var collected = terminal.run("collect", "--out", file.toString());
        assertThat(collected.code()).as("%s", collected).isZero();
        secrets(Files.readString(file), aws, callers);

        for (var caller : callers) {
            for (var path : CALLS) {
                for (var verb : List.of("GET", "POST")) {
                    var answer = terminal.run(question(caller, verb, path, "--account-file", file.toString()));
                    var url = "/_api/" + api + "/prod" + path;
                    var reply = verb.equals("GET")
                            ? invoker.get(url, caller.credentials(), null)
                            : invoker.post(url, caller.credentials());
                    var word = answer.out().lines().findFirst().orElse(answer.err());
                    words.merge(word, 1, Integer::sum);
                    assertThat(answer.code()).as("%s", answer).isNotEqualTo(4);
                    if (answer.code() <= 1) {
                        assertThat(reply.status() == 200)
                                .as("%s %s by %s: %s, %s", verb, path, caller.name(), answer, reply)
                                .isEqualTo(answer.code() == 0);
                    }
                }
            }
        }
        var caller = callers.get(1);
        assertThat(terminal.run(question(caller, "GET", "/orders")).out())
                .as("AWS asked is the file asked")
                .isEqualTo(terminal.run(question(caller, "GET", "/orders", "--account-file", file.toString()))
                        .out());
        assertThat(terminal.run("matrix").out())
                .isEqualTo(terminal.run("matrix", "--account-file", file.toString())
                        .out());
    }

    private static String[] question(Someone caller, String verb, String path, String... more) {
        return Stream.concat(
                        Stream.of(
                                "can-i",
                                caller.name(),
                                verb,
                                path,
                                "--api",
                                "orders",
                                "--stage",
                                "prod",
                                "--from",
                                "127.0.0.1",
                                "--with",
                                "aws:MultiFactorAuthPresent="),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    private static void secrets(String file, Aws aws, List<Someone> callers) {
        var secrets = new ArrayList<>(List.of(KEY_VALUE, aws.root.secretAccessKey(), aws.root.accessKeyId()));
        for (var caller : callers) {
            var credentials = caller.credentials();
            if (credentials != null) {
                secrets.add(credentials.secretAccessKey());
                secrets.add(credentials.accessKeyId());
            }
            if (credentials instanceof AwsSessionCredentials session) {
                secrets.add(session.sessionToken());
            }
        }
        assertThat(file).contains("\"partner\"").doesNotContain(secrets.toArray(String[]::new));
    }

    private List<Someone> callers(Aws aws) {
        var all = new ArrayList<Someone>();
        all.add(new Someone("anonymous", null));
        var helper = aws.user("helper", Aws.document("Allow", "sts:AssumeRole", "*"));
        for (var number = 0; number < 7; number++) {
            var name = (number % 2 == 0 ? "u" : "r") + number;
            all.add(number % 2 == 0 ? user(aws, name) : session(aws, name, helper));
        }
        return all;
    }

    private Someone user(Aws aws, String name) {
        var credentials = aws.user(name, document(null));
        aws.iam.createGroup(r -> r.groupName("of-" + name));
        aws.iam.putGroupPolicy(
                r -> r.groupName("of-" + name).policyName("shared").policyDocument(document(null)));
        aws.iam.addUserToGroup(r -> r.groupName("of-" + name).userName(name));
        if (random.nextInt(3) == 0) {
            var boundary = aws.policy("limits-" + name, document(null));
            aws.iam.putUserPermissionsBoundary(r -> r.userName(name).permissionsBoundary(boundary));
        }
        return new Someone("user/" + name, credentials);
    }

    private Someone session(Aws aws, String name, AwsCredentials helper) {
        var role = aws.role(name);
        var managed = aws.policy("of-" + name, document(null));
        aws.iam.attachRolePolicy(r -> r.roleName(name).policyArn(managed));
        return new Someone("arn:aws:sts::" + aws.account + ":assumed-role/" + name + "/test", aws.assume(helper, role));
    }

    private String api(Aws aws) {
        var api = aws.api("orders");
        var orders = aws.method(api, "orders", "AWS_IAM", false);
        aws.method(api, orders, "POST", "AWS_IAM", false);
        var one = aws.gateway
                .createResource(r -> r.restApiId(api).parentId(orders).pathPart("{id}"))
                .id();
        aws.method(api, one, "GET", "AWS_IAM", false);
        aws.method(api, "open", "NONE", false);
        aws.method(api, "keyed", "NONE", true);
        if (random.nextInt(2) == 0) {
            var policy = document(aws.account);
            aws.gateway.updateRestApi(r -> r.restApiId(api)
                    .patchOperations(p -> p.op("replace").path("/policy").value(policy)));
        }
        aws.deploy(api);
        var plan = aws.gateway
                .createUsagePlan(r -> r.name("gold").apiStages(s -> s.apiId(api).stage("prod")))
                .id();
        var key = aws.gateway
                .createApiKey(
                        r -> r.name("partner").value(KEY_VALUE + aws.account).enabled(true))
                .id();
        aws.gateway.createUsagePlanKey(r -> r.usagePlanId(plan).keyId(key).keyType("API_KEY"));
        return api;
    }

    /** @param account of a resource policy; null for an identity policy */
    private String document(@Nullable String account) {
        var statements = new ArrayList<String>();
        var count = 1 + random.nextInt(3);
        for (var number = 0; number < count; number++) {
            statements.add("{\"Effect\":\"" + (random.nextInt(7) == 0 ? "Deny" : "Allow")
                    + "\",\"Action\":\"execute-api:Invoke\","
                    + (account == null
                            ? ""
                            : "\"Principal\":" + one(List.of("\"*\"", "{\"AWS\":\"" + account + "\"}")) + ",")
                    + "\"Resource\":\"" + (account == null ? "arn:aws:execute-api:*:*:*/prod/" : "execute-api:/prod/")
                    + one(VERBS) + "/" + one(PATHS) + "\",\"Condition\":" + one(CONDITIONS) + "}");
        }
        return "{\"Version\":\"2012-10-17\",\"Statement\":[" + String.join(",", statements) + "]}";
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    @Test
    void eachRightOfTheReadOnlyPolicyIsNeededAndTheyAreEnough() {
        try (var aws = new Aws(emulator, TestAccounts.next());
                var terminal = new Terminal(aws, aws.root)) {
            api(aws);
            var policy = PolicyReader.readForeign(
                    terminal.run("iam-policy", "--read-only").out(), PolicyKind.ANY);
            terminal.as(aws.user("reader", PolicyWriter.write(policy)));

            emulator.organize("{\"id\":\"o-" + aws.account
                    + "\",\"managementAccount\":\"999999999999\",\"root\":{\"id\":\"r-ab12\"},"
                    + "\"accounts\":[{\"id\":\"" + aws.account + "\"}],\"delegatedAdministrators\":[\"" + aws.account
                    + "\"]}");

            var whole = terminal.run("collect");
            assertThat(whole.code()).as("%s", whole).isZero();
            assertThat(whole.out()).contains("\"levels\"");
            assertThat(whole.err()).isEmpty();

            var parts = parts(policy);
            assertThat(parts).hasSizeGreaterThan(12);
            parts.forEach((part, smaller) -> {
                aws.iam.putUserPolicy(
                        r -> r.userName("reader").policyName("own").policyDocument(PolicyWriter.write(smaller)));
                var printed = terminal.run("collect");

                if (part.startsWith("iam:SimulatePrincipalPolicy")) {
                    assertThat(printed.code())
                            .as("it is asked of one principal only: %s", printed)
                            .isZero();
                    assertThat(printed.err()).isEmpty();
                    return;
                }
                var isOfOrganization = part.endsWith(" of ReadOrganization");
                assertThat(printed.code())
                        .as("without %s: %s", part, printed.err())
                        .isEqualTo(isOfOrganization ? 0 : 3);
                assertThat(printed.err())
                        .as("what is missing, and the statement that grants it")
                        .contains(
                                isOfOrganization ? "not seen: service control policies: " : "not read: ",
                                "no right to ",
                                "next:  grant it with {\"Version\"");
                assertThat(printed.out()).contains(isOfOrganization ? "\"notSeen\": " : "\"unreadable\": ");
            });
        }
    }

    @Test
    void theRightToSimulateIsNeededForEvidence() {
        try (var aws = new Aws(emulator, TestAccounts.next());
                var terminal = new Terminal(aws, aws.root)) {
            // given a member that cannot read its organization, and the published policy
            var api = aws.api("orders");
            aws.method(api, "orders", "AWS_IAM", false);
            aws.deploy(api);
            aws.role("web");
            aws.iam.putRolePolicy(r -> r.roleName("web")
                    .policyName("own")
                    .policyDocument(Aws.document("Allow", "execute-api:Invoke", "*")));
            var policy = PolicyReader.readForeign(
                    terminal.run("iam-policy", "--read-only").out(), PolicyKind.ANY);
            terminal.as(aws.user("reader", PolicyWriter.write(policy)));
            emulator.organize("{\"id\":\"o-" + aws.account
                    + "\",\"managementAccount\":\"999999999999\",\"root\":{\"id\":\"r-ab12\"},"
                    + "\"accounts\":[{\"id\":\"" + aws.account + "\"}]}");

            // when, then
            var question = new String[] {"can-i", "role/apps/web", "GET", "/orders"};
            assertThat(terminal.run(question).out()).contains("evidence");
            var smaller = parts(policy).entrySet().stream()
                    .filter(part -> part.getKey().startsWith("iam:SimulatePrincipalPolicy"))
                    .findFirst()
                    .orElseThrow()
                    .getValue();
            aws.iam.putUserPolicy(
                    r -> r.userName("reader").policyName("own").policyDocument(PolicyWriter.write(smaller)));
            assertThat(terminal.run(question).out().replaceAll("\\s+", " "))
                    .contains("no right to iam:SimulatePrincipalPolicy")
                    .doesNotContain("evidence");
        }
    }

    @Test
    void whoMayReadNothingGetsAnErrorAndNoFile() {
        try (var aws = new Aws(emulator, TestAccounts.next());
                var terminal = new Terminal(aws, aws.user("nobody", null))) {
            var file = directory.resolve("none.json");

            var printed = terminal.run("collect", "--out", file.toString());

            assertThat(printed.code()).as("%s", printed).isEqualTo(4);
            assertThat(printed.err())
                    .contains("error: nothing of account " + aws.account + " can be read", "next:  grant what");
            assertThat(file).doesNotExist();
        }
    }

    @Test
    void aQuestionGoesOnWithoutTheRightToReadIdentities() {
        try (var aws = new Aws(emulator, TestAccounts.next());
                var terminal = new Terminal(aws, aws.root)) {
            api(aws);
            terminal.as(aws.user("half", Aws.document("Allow", "apigateway:GET", "*")));

            var role = terminal.run("can-i", "role/apps/web", "GET", "/orders", "--stage", "prod", "--api", "orders");
            var open = terminal.run("can-i", "anonymous", "GET", "/none", "--stage", "prod", "--api", "orders");

            assertThat(role.code()).as("%s", role).isEqualTo(3);
            assertThat(role.out().replaceAll("\\s+", " ")).contains("no right to iam:GetAccountAuthorizationDetails");
            assertThat(role.err()).contains("not read: GetAccountAuthorizationDetails");
            assertThat(open.code()).as("%s", open).isEqualTo(1);
        }
    }

    /** The policy without one action or one resource at a time. */
    private static Map<String, PolicyDocument> parts(PolicyDocument policy) {
        Map<String, PolicyDocument> parts = new LinkedHashMap<>();
        for (var statement : policy.statements()) {
            var actions = statement.actions().patterns();
            var resources = Objects.requireNonNull(statement.resources()).patterns();
            actions.forEach(action -> parts.put(
                    action + " of " + statement.sid(), less(policy, statement, without(actions, action), resources)));
            resources.forEach(resource -> parts.put(
                    resource + " of " + statement.sid(),
                    less(policy, statement, actions, without(resources, resource))));
        }
        return parts;
    }

    private static PolicyDocument less(
            PolicyDocument policy, Statement statement, List<String> actions, List<String> resources) {
        var rest = new ArrayList<>(policy.statements());
        rest.remove(statement);
        if (!actions.isEmpty() && !resources.isEmpty()) {
            rest.add(Statement.of(
                    statement.sid(),
                    statement.effect(),
                    ActionSet.of(actions),
                    ResourceSet.of(resources),
                    statement.conditions()));
        }
        return PolicyDocument.of(rest);
    }

    private static List<String> without(List<String> all, String one) {
        return all.stream().filter(each -> !each.equals(one)).toList();
    }
}
