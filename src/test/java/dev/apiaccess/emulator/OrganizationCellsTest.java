// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/** Under random service control policies on several levels, and in sessions with policies, the command line says what the data plane does. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OrganizationCellsTest {

    private static final int WORLDS = 8;
    private static final List<String> CALLS = List.of("/orders", "/orders/7", "/open", "/none");
    private static final List<String> PATHS =
            List.of("*", "*", "*", "GET/*", "GET/orders", "*/orders/*", "GET/orders/7", "POST/orders", "GET/open");
    private static final List<String> CONDITIONS = List.of(
            "{}",
            "{}",
            "{\"IpAddress\":{\"aws:SourceIp\":\"127.0.0.0/8\"}}",
            "{\"NotIpAddress\":{\"aws:SourceIp\":\"127.0.0.0/8\"}}",
            "{\"ArnLike\":{\"aws:PrincipalArn\":\"arn:aws:iam::*:role/*\"}}",
            "{\"BoolIfExists\":{\"aws:MultiFactorAuthPresent\":\"false\"}}");

    private final Emulator emulator = Emulator.start(EmulatorOptions.forTests());
    private final Invoker invoker = new Invoker(emulator.endpoint());
    private final SplittableRandom random = new SplittableRandom(20_261_201);

    @TempDir
    private Path directory;

    /** @param policies options that give the policies of its session */
    private record Someone(String name, @Nullable AwsCredentials credentials, List<String> policies) {}

    @AfterAll
    void stop() {
        invoker.close();
        emulator.close();
    }

    @Test
    void whatIsSaidIsWhatTheDataPlaneDoes() throws IOException {
        var words = new HashMap<String, Integer>();
        var byScps = 0;
        for (var world = 0; world < WORLDS; world++) {
            try (var aws = new Aws(emulator, TestAccounts.next());
                    var terminal = new Terminal(aws, aws.root)) {
                byScps += compare(aws, terminal, directory.resolve("account-" + world + ".json"), words);
            }
        }

        assertThat(words.getOrDefault("yes", 0)).as("%s", words).isGreaterThan(50);
        assertThat(words.getOrDefault("no", 0)).as("%s", words).isGreaterThan(50);
        assertThat(byScps).as("decided by service control policies").isGreaterThan(20);
    }

    private int compare(Aws aws, Terminal terminal, Path file, Map<String, Integer> words) throws IOException {
        var api = api(aws);
        var callers = callers(aws);
        organize(aws, 1 + random.nextInt(4));
        var collected = terminal.run("collect", "--out", file.toString());
        assertThat(collected.code()).as("%s", collected).isZero();
        assertThat(Files.readString(file)).contains("\"levels\"").doesNotContain("notSeen");

        var byScps = 0;
        for (var caller : callers) {
            for (var path : CALLS) {
                for (var verb : List.of("GET", "POST")) {
                    var answer = terminal.run(question("explain", caller, verb, path, "--account-file", "" + file));
                    var url = "/_api/" + api + "/prod" + path;
                    var reply = verb.equals("GET")
                            ? invoker.get(url, caller.credentials(), null)
                            : invoker.post(url, caller.credentials());
                    words.merge(answer.out().lines().findFirst().orElse(answer.err()), 1, Integer::sum);
                    byScps += answer.out().contains("service control polic") && answer.code() == 1 ? 1 : 0;
                    assertThat(answer.code())
                            .as("%s %s by %s: %s, %s", verb, path, caller, answer, reply)
                            .isEqualTo(reply.status() == 200 ? 0 : 1);
                    assertThat(terminal.run(question("can-i", caller, verb, path, "--account-file", "" + file))
                                    .code())
                            .isEqualTo(answer.code());
                }
            }
        }
        var caller = callers.getLast();
        assertThat(terminal.run(question("can-i", caller, "GET", "/orders")).out())
                .as("AWS asked is the file asked")
                .isEqualTo(terminal.run(question("can-i", caller, "GET", "/orders", "--account-file", "" + file))
                        .out());
        return byScps;
    }

    private static String[] question(String command, Someone caller, String verb, String path, String... more) {
        return Stream.of(
                        Stream.of(command, caller.name(), verb, path, "--api", "orders", "--stage", "prod"),
                        Stream.of("--from", "127.0.0.1", "--with", "aws:MultiFactorAuthPresent="),
                        caller.policies().stream(),
                        Stream.of(more))
                .flatMap(words -> words)
                .toArray(String[]::new);
    }

    private List<Someone> callers(Aws aws) throws IOException {
        var all = new ArrayList<Someone>();
        all.add(new Someone("anonymous", null, List.of()));
        var helper = aws.user("helper", Aws.document("Allow", "sts:AssumeRole", "*"));
        for (var number = 0; number < 3; number++) {
            all.add(new Someone("user/u" + number, aws.user("u" + number, document(true)), List.of()));
            all.add(session(aws, "r" + number, helper));
        }
        return all;
    }

    /** Of a role, with a policy as a document, a managed one, both or neither. */
    private Someone session(Aws aws, String name, AwsCredentials helper) throws IOException {
        var role = aws.role(name);
        aws.iam.putRolePolicy(r -> r.roleName(name).policyName("own").policyDocument(document(true)));
        var options = new ArrayList<String>();
        var document = random.nextBoolean() ? document(true) : null;
        if (document != null) {
            var file = Files.writeString(directory.resolve(aws.account + name + ".json"), document);
            options.addAll(List.of("--session-policy", file.toString()));
        }
        var managed = random.nextBoolean() ? aws.policy("of-session-" + name, document(true)) : null;
        if (managed != null) {
            options.addAll(List.of("--session-policy-arn", managed));
        }
        try (var sts = aws.sts(helper)) {
            var made = sts.assumeRole(r -> {
                        r.roleArn(role).roleSessionName("test").policy(document);
                        if (managed != null) {
                            r.policyArns(p -> p.arn(managed));
                        }
                    })
                    .credentials();
            return new Someone(
                    "arn:aws:sts::" + aws.account + ":assumed-role/" + name + "/test",
                    AwsSessionCredentials.create(made.accessKeyId(), made.secretAccessKey(), made.sessionToken()),
                    List.copyOf(options));
        }
    }

    private static String api(Aws aws) {
        var api = aws.api("orders");
        var orders = aws.method(api, "orders", "AWS_IAM", false);
        aws.method(api, orders, "POST", "AWS_IAM", false);
        var one = aws.gateway
                .createResource(r -> r.restApiId(api).parentId(orders).pathPart("{id}"))
                .id();
        aws.method(api, one, "GET", "AWS_IAM", false);
        aws.method(api, "open", "NONE", false);
        aws.deploy(api);
        return api;
    }

    /** An account that may read the organization, that many levels below its root; last, since it holds for setting up too. */
    private void organize(Aws aws, int depth) {
        var units = new ArrayList<String>();
        var policies = new ArrayList<String>();
        for (var level = 0; level < depth; level++) {
            policies.add("{\"id\":\"p-level000" + level + "\",\"content\":" + document(false) + "}");
            if (level < depth - 1) {
                units.add("{\"id\":\"" + unit(level) + "\",\"policies\":[\"p-level000" + level + "\"]"
                        + (level == 0 ? "" : ",\"parent\":\"" + unit(level - 1) + "\"") + "}");
            }
        }
        emulator.organize("{\"id\":\"o-" + aws.account + "\",\"managementAccount\":\"999999999999\","
                + "\"root\":{\"id\":\"r-ab12\"},\"units\":[" + String.join(",", units) + "],\"accounts\":[{\"id\":\""
                + aws.account + "\"" + (depth == 1 ? "" : ",\"parent\":\"" + unit(depth - 2) + "\"")
                + ",\"policies\":[\"p-level000" + (depth - 1) + "\""
                + (random.nextBoolean() ? ",\"p-FullAWSAccess\"" : "")
                + "]}],\"policies\":[" + String.join(",", policies) + "],\"delegatedAdministrators\":[\"" + aws.account
                + "\"]}");
    }

    private static String unit(int level) {
        return "ou-ab12-1111111" + level;
    }

    /** About calls; a service control policy, which is no grant, allows all else, and seldom leaves everything out. */
    private String document(boolean grants) {
        var statements = new ArrayList<String>();
        if (!grants) {
            statements.add("{\"Effect\":\"Allow\",\"NotAction\":\"execute-api:*\",\"Resource\":\"*\"}");
        }
        var count = 1 + random.nextInt(3);
        for (var number = 0; number < count; number++) {
            var isDeny = random.nextInt(6) == 0;
            statements.add("{\"Effect\":\"" + (isDeny ? "Deny" : "Allow")
                    + "\",\"Action\":\"execute-api:Invoke\",\"Resource\":\"arn:aws:execute-api:*:*:*/prod/"
                    + one(isDeny ? PATHS.subList(3, PATHS.size()) : PATHS) + "\",\"Condition\":" + one(CONDITIONS)
                    + "}");
        }
        return "{\"Version\":\"2012-10-17\",\"Statement\":[" + String.join(",", statements) + "]}";
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    @Test
    void whereTheyCannotBeReadTheSimulatorGivesEvidenceAndARightThatIsMissingIsSaid() {
        try (var aws = new Aws(emulator, TestAccounts.next());
                var terminal = new Terminal(aws, aws.root)) {
            // given a member that may not read its organization
            api(aws);
            var role = aws.role("web");
            aws.iam.putRolePolicy(r -> r.roleName("web").policyName("own").policyDocument(Aws.ALLOW_ALL));
            var reader = aws.user(
                    "reader",
                    "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"apigateway:GET\","
                            + "\"iam:GetAccountAuthorizationDetails\",\"organizations:*\"],\"Resource\":\"*\"}]}");
            member(aws, "[\"p-FullAWSAccess\"]");

            // when, then
            var allowed = terminal.run("can-i", "role/apps/web", "GET", "/orders");
            assertThat(allowed.code()).as("%s", allowed).isZero();
            assertThat(oneLine(allowed.out()))
                    .containsPattern(
                            "evidence IAM's simulator said at [0-9T:-]+Z that the service control policies allow"
                                    + " GET /orders not seen service control policies \\(but for what IAM's simulator said of"
                                    + " one call\\), session policies, web ACLs: as far");
            assertThat(terminal.run("can-i", "role/apps/web", "GET", "/orders", "-o", "json")
                            .out())
                    .contains("\"by\": \"SimulatePrincipalPolicy\"", "\"allowed\": true");

            // when the organization is against it
            member(aws, "[\"p-FullAWSAccess\",\"p-fence0000\"]");

            // then a yes is none any more, and a no stays one
            var denied = terminal.run("explain", role, "GET", "/orders");
            assertThat(denied.code()).as("%s", denied).isEqualTo(3);
            assertThat(denied.out()).startsWith("unknown\n").contains("[simulated-deny]");
            assertThat(oneLine(denied.out())).contains("that they do not allow it");
            assertThat(terminal.run("can-i", "role/apps/web", "GET", "/none").code())
                    .isEqualTo(1);
            assertThat(terminal.run("can-i", "anonymous", "GET", "/open").code())
                    .as("it binds nobody who does not sign")
                    .isZero();

            // when the right to simulate is missing, then it is said and holds nothing up
            terminal.as(reader);
            var unseen = terminal.run("can-i", "role/apps/web", "GET", "/orders");
            assertThat(unseen.code()).as("%s", unseen).isZero();
            assertThat(oneLine(unseen.out()))
                    .contains("not seen service control policies (no right to organizations:ListParents, which only the"
                            + " organization's management account and delegated administrators have; no right to"
                            + " iam:SimulatePrincipalPolicy), session policies");
            assertThat(unseen.err()).isEmpty();
        }
    }

    private void member(Aws aws, String policies) {
        emulator.organize("{\"id\":\"o-" + aws.account + "\",\"managementAccount\":\"999999999999\","
                + "\"root\":{\"id\":\"r-ab12\"},\"accounts\":[{\"id\":\"" + aws.account + "\",\"policies\":" + policies
                + "}],\"policies\":[{\"id\":\"p-fence0000\",\"content\":"
                + Aws.document("Deny", "execute-api:*", "*") + "}]}");
    }

    @Test
    void whatCollectSaysOfOrganizationsLeavesTheAccountWhole() {
        try (var aws = new Aws(emulator, TestAccounts.next());
                var terminal = new Terminal(aws, aws.root)) {
            // given an account in no organization
            var alone = terminal.run("collect");
            assertThat(alone.code()).as("%s", alone).isZero();
            assertThat(alone.out()).contains("\"unbound\": \"the account is in no organization\"");
            assertThat(alone.err()).isEmpty();

            // when it is a member, then what it cannot be granted is not offered
            member(aws, "[\"p-FullAWSAccess\"]");
            var member = terminal.run("collect");
            assertThat(member.code()).as("%s", member).isZero();
            assertThat(member.err())
                    .isEqualTo(
                            "not seen: service control policies: no right to organizations:ListParents, which only the"
                                    + " organization's management account and delegated administrators have\n");

            // when it is the management account
            emulator.organize("{\"id\":\"o-" + aws.account + "\",\"managementAccount\":\"" + aws.account
                    + "\",\"root\":{\"id\":\"r-ab12\"}}");
            assertThat(terminal.run("collect").out())
                    .contains("\"unbound\": \"they do not bind the management account of the organization\"");
        }
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ");
    }
}
