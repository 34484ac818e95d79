// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.apiaccess.desired.Desired;
import dev.apiaccess.iam.Arn;
import dev.apiaccess.iam.Attached;
import dev.apiaccess.iam.Decision;
import dev.apiaccess.iam.Evaluator;
import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.Policies;
import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.iam.PolicyKind;
import dev.apiaccess.iam.PolicyReader;
import dev.apiaccess.iam.Principal;
import dev.apiaccess.iam.Request;
import dev.apiaccess.model.ConfiguredMethod;
import dev.apiaccess.model.DeployedApi;
import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.ListedApi;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.RestApi;
import dev.apiaccess.model.ServedMethod;
import dev.apiaccess.model.ShownStage;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.testing.Paper;
import dev.apiaccess.testing.Yaml;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Resource policies as people have them ({@code src/test/resources/fences.yaml}): the fences that say the same decide each of many calls
 * as the original does.
 */
class FencesOfPeopleTest {

    private static final int CALLS = 2000;
    private static final String ID = "a1b2c3";
    private static final UnitKey.RestApiUnit UNIT = new UnitKey.RestApiUnit(FakeAws.ACCOUNT, FakeAws.REGION, ID);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<MethodKey> METHODS = List.of(
            new MethodKey("/health", "GET"),
            new MethodKey("/orders", "GET"),
            new MethodKey("/orders", "POST"),
            new MethodKey("/orders/{id}", "GET"),
            new MethodKey("/orders/{id}", "DELETE"),
            new MethodKey("/admin/{x+}", "GET"),
            new MethodKey("/admin/{x+}", "POST"));
    private static final List<String> ADDRESSES = List.of(
            "203.0.113.0",
            "203.0.113.63",
            "203.0.113.64",
            "203.0.113.66",
            "203.0.113.128",
            "203.0.113.255",
            "203.0.114.0",
            "198.51.100.9",
            "192.0.2.7",
            "192.0.2.8",
            "2001:db8:1::7",
            "2001:db8:2::7",
            "2001:db8:bad::1");
    private static final List<String> INSIDE = List.of("10.0.0.0", "10.0.255.255", "10.1.0.0", "fd00::1", "fe80::1");
    private static final List<String> ENDPOINTS =
            List.of("vpce-0123456789abcdef0", "vpce-0fedcba9876543210", "vpce-0aaaaaaaaaaaaaaa0");
    private static final List<String> NETWORKS = List.of("vpc-0123456789abcdef0", "vpc-0fedcba9876543210");
    private static final List<String> ACCOUNTS = List.of(FakeAws.ACCOUNT, "444455556666", "777788889999");
    private static final List<String> ROLES = List.of("admins/root", "admins/deep/one", "apps/web");

    /** A call with what API Gateway knows of it. */
    private record Call(MethodKey method, String path, Principal who, Map<String, List<String>> context) {}

    @TestFactory
    Stream<DynamicTest> decideAsTheOriginal() {
        return Yaml.read(Yaml.resource("fences.yaml")).stream()
                .map(row -> DynamicTest.dynamicTest(row.path("name").asText(), () -> check(row)));
    }

    private static void check(JsonNode row) throws Exception {
        try (var paper = new Paper()) {
            paper.protects(api(row));
            paper.change(TENANT, """
            guard:
              kind: ApiProtection
              metadata: {name: guard, namespace: shop, generation: 1}
              spec:
                api: {restApiName: orders, stages: [prod]}
                redeploy: Automatic
                fences: %s
            """.formatted(JSON.writeValueAsString(row.path("fences"))));
            var fenced =
                    PolicyDocument.of(((Desired.Api) paper.of(UNIT)).wanted().statements());
            var original = original(row);
            var dice = new Random(row.path("name").asText().hashCode());
            var passed = 0;
            for (var number = 0; number < CALLS; number++) {
                var call = call(row, dice);
                var isLetIn = isLetIn(original, call);

                if (isLetIn(fenced, call) != isLetIn) {
                    throw new AssertionError(call + " is " + (isLetIn ? "let in" : "refused") + " by " + original
                            + " and not by the fences: " + fenced);
                }
                passed += isLetIn ? 1 : 0;
            }
            assertThat(passed).as("calls that pass").isBetween(1, CALLS - 1);
        }
    }

    private static final String TENANT = """
            connection: {spec: {tenants: [{name: shop, namespaces: {matchLabels: {team: shop}}, apis: [{restApiName: "*"}], principals: ["role/apps/*"], may: [Grant, RateLimit, Key, ImportKey, Protect, Fence, Redeploy, Open]}]}}
            """;

    private static ExistingApi api(JsonNode row) {
        var authorization = row.path("signed").asBoolean() ? "AWS_IAM" : "NONE";
        var configured = new TreeMap<MethodKey, ConfiguredMethod>();
        var served = new HashMap<MethodKey, ServedMethod>();
        for (var method : METHODS) {
            configured.put(method, new ConfiguredMethod("r1", authorization, "", new TreeSet<>(), false));
            served.put(method, new ServedMethod(authorization, false));
        }
        var isPrivate = row.path("private").asBoolean();
        return new ExistingApi(
                new ListedApi(
                        new RestApi(ID, "orders"),
                        Optional.empty(),
                        new ListedApi.Endpoint(
                                isPrivate ? ListedApi.EndpointType.PRIVATE : ListedApi.EndpointType.REGIONAL,
                                isPrivate || row.path("dualStack").asBoolean()),
                        true,
                        "HEADER",
                        ListedApi.State.AVAILABLE),
                configured,
                new TreeMap<>(Map.of("prod", ShownStage.of("d1"))),
                new TreeMap<>(Map.of("d1", new DeployedApi(served, Optional.empty()))),
                List.of(),
                "d1",
                Map.of());
    }

    private static PolicyDocument original(JsonNode row) throws Exception {
        var document = JSON.createObjectNode().put("Version", "2012-10-17");
        document.set("Statement", row.path("original"));
        return PolicyReader.readForeign(
                JSON.writeValueAsString(document)
                        .replace(
                                "\"API/",
                                "\"arn:aws:execute-api:" + FakeAws.REGION + ":" + FakeAws.ACCOUNT + ":" + ID + "/"),
                PolicyKind.RESOURCE);
    }

    private static Call call(JsonNode row, Random dice) {
        var method = one(METHODS, dice);
        var path = method.path()
                .replace("{id}", one(List.of("7", "admin"), dice))
                .replace("{x+}", one(List.of("users", "users/7", "orders"), dice));
        var context = new HashMap<String, List<String>>();
        if (row.path("private").asBoolean()) {
            context.put("aws:SourceVpce", List.of(one(ENDPOINTS, dice)));
            context.put("aws:SourceVpc", List.of(one(NETWORKS, dice)));
            context.put("aws:VpcSourceIp", List.of(one(INSIDE, dice)));
        } else {
            var isDualStack = row.path("dualStack").asBoolean();
            var reach = ADDRESSES.stream()
                    .filter(address -> isDualStack || !address.contains(":"))
                    .toList();
            context.put("aws:SourceIp", List.of(one(reach, dice)));
        }
        if (!row.path("signed").asBoolean()) {
            return new Call(method, path, new Principal.Anonymous(), context);
        }
        var account = one(ACCOUNTS, dice);
        var role = "role/" + one(ROLES, dice);
        context.put("aws:PrincipalAccount", List.of(account));
        context.put("aws:PrincipalArn", List.of("arn:aws:iam::" + account + ":" + role));
        if (!account.equals("777788889999")) {
            context.put("aws:PrincipalOrgID", List.of("o-exampleorgid"));
        }
        return new Call(method, path, new Principal.User(new Arn("aws", "iam", "", account, role)), context);
    }

    private static <T> T one(List<T> some, Random dice) {
        return some.get(dice.nextInt(some.size()));
    }

    /** Who signs is let in by policies of its own, so that the document decides by what it denies. */
    private static boolean isLetIn(PolicyDocument document, Call call) {
        var outcome = Evaluator.evaluate(
                        new Request(
                                ExecuteApi.INVOKE,
                                ExecuteApi.requestArn(
                                        "aws",
                                        FakeAws.REGION,
                                        FakeAws.ACCOUNT,
                                        ID,
                                        "prod",
                                        call.method().verb(),
                                        call.path()),
                                call.who(),
                                call.context()),
                        Policies.none()
                                .withResource(Attached.of("document", document))
                                .withRule(Policies.ResourceRule.RESOURCE_MUST_ALLOW))
                .outcome();
        return call.who() instanceof Principal.Anonymous
                ? outcome == Decision.Outcome.ALLOWED
                : outcome != Decision.Outcome.EXPLICIT_DENY;
    }
}
