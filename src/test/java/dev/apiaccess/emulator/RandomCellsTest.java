// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.access.Access;
import dev.apiaccess.access.Answer;
import dev.apiaccess.access.Call;
import dev.apiaccess.access.DeployedApi;
import dev.apiaccess.access.DeployedMethod;
import dev.apiaccess.access.Question;
import dev.apiaccess.iam.Arn;
import dev.apiaccess.iam.Attached;
import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.Policies;
import dev.apiaccess.iam.PolicyReader;
import dev.apiaccess.iam.Principal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/** What the data plane does in random accounts is what {@link Access} says of them, where it says anything. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RandomCellsTest {

    private static final int WORLDS = 10;
    private static final int CELLS = 1_000;
    private static final int CALLERS = 8;
    private static final List<String> EFFECTS =
            List.of("Allow", "Allow", "Allow", "Allow", "Allow", "Allow", "Allow", "Deny");
    private static final List<String> VERBS = List.of("GET", "POST", "*");
    private static final List<String> PATHS = List.of("orders", "orders/*", "orders/7", "*", "open", "");
    private static final List<String> CALLS = List.of("/orders", "/orders/7", "/orders/8", "/open", "/keyed", "/none");
    private static final List<String> CONDITIONS = List.of(
            "{}",
            "{}",
            "{}",
            "{\"IpAddress\":{\"aws:SourceIp\":\"127.0.0.0/8\"}}",
            "{\"NotIpAddress\":{\"aws:SourceIp\":\"127.0.0.0/8\"}}",
            "{\"StringLike\":{\"aws:PrincipalArn\":\"*:user/u0\"}}",
            "{\"BoolIfExists\":{\"aws:MultiFactorAuthPresent\":\"false\"}}");

    private final Emulator emulator = Emulator.start(EmulatorOptions.forTests());
    private final Invoker invoker = new Invoker(emulator.endpoint());
    private final SplittableRandom random = new SplittableRandom(20_261_130);

    private record Someone(@Nullable AwsCredentials credentials, Principal principal, Policies policies) {}

    @AfterAll
    void stop() {
        invoker.close();
        emulator.close();
    }

    @Test
    void theDataPlaneDoesWhatIsSaid() {
        var answers = new HashMap<Answer.Value, Integer>();
        for (var world = 0; world < WORLDS; world++) {
            try (var aws = new Aws(emulator, TestAccounts.next())) {
                compare(aws, answers);
            }
        }

        assertThat(answers)
                .as("each answer is met")
                .containsKeys(Answer.Value.YES, Answer.Value.NO, Answer.Value.UNKNOWN);
        assertThat(answers.get(Answer.Value.YES)).isGreaterThan(WORLDS * CELLS / 20);
    }

    private void compare(Aws aws, Map<Answer.Value, Integer> answers) {
        var callers = callers(aws);
        var api = aws.api("orders");
        var deployed = deployed(aws, api);
        var levels = organize(aws);
        var access = new Access(deployed);
        for (var cell = 0; cell < CELLS; cell++) {
            var caller = one(callers);
            var call = new Call(one(List.of("GET", "GET", "POST")), one(CALLS));
            var answer = access.decide(
                    new Question(
                            caller.principal(),
                            call,
                            Map.of("aws:SourceIp", List.of("127.0.0.1")),
                            false,
                            Question.Key.DOES_NOT_WORK),
                    caller.credentials() == null
                            ? caller.policies()
                            : caller.policies().withScps(levels));
            var url = "/_api/" + api + "/prod" + call.path();
            var reply = call.verb().equals("GET")
                    ? invoker.get(url, caller.credentials(), null)
                    : invoker.post(url, caller.credentials());

            answers.merge(answer.value(), 1, Integer::sum);
            assertThat(reply.status() == 200)
                    .as("%s by %s under %s on %s: %s, %s", call, caller, levels, deployed, answer, reply)
                    .isEqualTo(answer.value() == Answer.Value.YES);
        }
    }

    private List<Someone> callers(Aws aws) {
        var all = new ArrayList<Someone>();
        all.add(new Someone(null, new Principal.Anonymous(), Policies.none()));
        var helper = aws.user("helper", Aws.document("Allow", "sts:AssumeRole", "*"));
        for (var number = 0; number < CALLERS; number++) {
            all.add(number % 2 == 0 ? user(aws, "u" + number) : session(aws, "r" + number, helper));
        }
        return all;
    }

    private Someone user(Aws aws, String name) {
        var document = document(null);
        var credentials = aws.user(name, document);
        var boundary = random.nextInt(2) == 0 ? boundary(aws, name) : null;
        if (boundary != null) {
            aws.iam.putUserPermissionsBoundary(r -> r.userName(name).permissionsBoundary(boundary.name()));
        }
        return new Someone(
                credentials,
                new Principal.User(Arn.parse("arn:aws:iam::" + aws.account + ":user/" + name)),
                Policies.identity(PolicyReader.read(document)).withBoundary(boundary));
    }

    private Someone session(Aws aws, String name, AwsCredentials helper) {
        var document = document(null);
        var role = aws.role(name);
        aws.iam.putRolePolicy(r -> r.roleName(name).policyName("own").policyDocument(document));
        var boundary = random.nextInt(2) == 0 ? boundary(aws, name) : null;
        if (boundary != null) {
            aws.iam.putRolePermissionsBoundary(r -> r.roleName(name).permissionsBoundary(boundary.name()));
        }
        var limits = random.nextInt(2) == 0 ? document(null) : null;
        return new Someone(
                assume(aws, helper, role, limits),
                new Principal.AssumedRole(
                        Arn.parse("arn:aws:sts::" + aws.account + ":assumed-role/" + name + "/test"), Arn.parse(role)),
                Policies.identity(PolicyReader.read(document))
                        .withBoundary(boundary)
                        .withSession(
                                limits == null
                                        ? null
                                        : List.of(Attached.of("session policy", PolicyReader.read(limits)))));
    }

    private static AwsCredentials assume(Aws aws, AwsCredentials helper, String role, @Nullable String limits) {
        try (var sts = aws.sts(helper)) {
            var made = sts.assumeRole(
                            r -> r.roleArn(role).roleSessionName("test").policy(limits))
                    .credentials();
            return AwsSessionCredentials.create(made.accessKeyId(), made.secretAccessKey(), made.sessionToken());
        }
    }

    /** Puts every other account under a service control policy, with another over it; last, since it holds for setting up too. */
    private @Nullable List<List<Attached>> organize(Aws aws) {
        if (random.nextBoolean()) {
            return null;
        }
        var upper =
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"},"
                        + "{\"Effect\":\"Deny\",\"Action\":\"execute-api:*\",\"Resource\":\"arn:aws:execute-api:*:*:*/prod/"
                        + one(VERBS) + "/" + one(List.of("orders/8", "orders")) + "\"}]}";
        var lower = document(null);
        emulator.organize(
                "{\"id\":\"o-" + aws.account + "\",\"managementAccount\":\"999999999999\",\"root\":{\"id\":\"r-ab12\"},"
                        + "\"units\":[{\"id\":\"ou-ab12-11111111\",\"policies\":[\"p-upper0000\"]}],\"accounts\":[{\"id\":\""
                        + aws.account
                        + "\",\"parent\":\"ou-ab12-11111111\",\"policies\":[\"p-lower0000\"]}],\"policies\":[{\"id\":\"p-upper0000\","
                        + "\"content\":" + upper + "},{\"id\":\"p-lower0000\",\"content\":" + lower + "}]}");
        return List.of(
                List.of(Attached.of("upper", PolicyReader.read(upper))),
                List.of(Attached.of("lower", PolicyReader.read(lower))));
    }

    private Attached boundary(Aws aws, String name) {
        var document = document(null);
        return Attached.of(aws.policy("limits-" + name, document), PolicyReader.read(document));
    }

    private DeployedApi deployed(Aws aws, String api) {
        var orders = aws.method(api, "orders", "AWS_IAM", false);
        aws.method(api, orders, "POST", "AWS_IAM", false);
        var one = aws.gateway
                .createResource(r -> r.restApiId(api).parentId(orders).pathPart("{id}"))
                .id();
        aws.method(api, one, "GET", "AWS_IAM", false);
        aws.method(api, "open", "NONE", false);
        aws.method(api, "keyed", "NONE", true);
        var policy = random.nextInt(4) == 0 ? null : document(aws.account);
        if (policy != null) {
            aws.gateway.updateRestApi(r -> r.restApiId(api)
                    .patchOperations(p -> p.op("replace").path("/policy").value(policy)));
        }
        aws.deploy(api);
        return new DeployedApi(
                "aws",
                "eu-west-1",
                aws.account,
                api,
                "prod",
                List.of(
                        new DeployedMethod("/orders", "GET", DeployedMethod.AWS_IAM, false),
                        new DeployedMethod("/orders", "POST", DeployedMethod.AWS_IAM, false),
                        new DeployedMethod("/orders/{id}", "GET", DeployedMethod.AWS_IAM, false),
                        new DeployedMethod("/open", "GET", DeployedMethod.NONE, false),
                        new DeployedMethod("/keyed", "GET", DeployedMethod.NONE, true)),
                policy == null
                        ? null
                        : Attached.of(
                                "resource policy",
                                ExecuteApi.expand(PolicyReader.read(policy), "aws", "eu-west-1", aws.account, api)),
                null);
    }

    /** @param account of a resource policy; null for an identity policy */
    private String document(@Nullable String account) {
        var statements = new ArrayList<String>();
        var count = 1 + random.nextInt(3);
        for (var number = 0; number < count; number++) {
            var path = one(VERBS) + "/" + one(PATHS);
            statements.add("{\"Effect\":\"" + one(EFFECTS) + "\",\"Action\":\"execute-api:Invoke\","
                    + (account == null ? "" : "\"Principal\":" + principal(account) + ",")
                    + "\"Resource\":\"" + (account == null ? "arn:aws:execute-api:*:*:*/prod/" : "execute-api:/prod/")
                    + path + "\",\"Condition\":" + one(CONDITIONS) + "}");
        }
        return "{\"Version\":\"2012-10-17\",\"Statement\":[" + String.join(",", statements) + "]}";
    }

    private String principal(String account) {
        var iam = "arn:aws:iam::" + account + ":";
        return one(List.of(
                "\"*\"",
                "\"*\"",
                "{\"AWS\":\"" + account + "\"}",
                "{\"AWS\":\"" + iam + "user/u" + 2 * random.nextInt(CALLERS / 2) + "\"}",
                "{\"AWS\":\"" + iam + "role/apps/r" + (1 + 2 * random.nextInt(CALLERS / 2)) + "\"}"));
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
