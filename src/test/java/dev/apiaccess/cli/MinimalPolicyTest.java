// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.Permission;
import dev.apiaccess.iam.ActionSet;
import dev.apiaccess.iam.Condition;
import dev.apiaccess.iam.Glob;
import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.iam.ResourceSet;
import dev.apiaccess.iam.Statement;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.PatchOperation;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.port.GatewayPort;
import dev.apiaccess.port.IamPort;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The account's policy is what the operator calls, in both directions: each of its calls is allowed, and without any one action,
 * resource or statement one of its calls is refused. An AWS that authorises every call is the witness.
 */
class MinimalPolicyTest {

    private static final PolicyDocument POLICY = PublishedPolicies.account(
            new PublishedPolicies.Scope("aws", Deeds.ACCOUNT, Deeds.CLUSTER, List.of(), List.of(), Set.of()));
    private static Deeds deeds;

    @BeforeAll
    static void account() {
        deeds = new Deeds();
    }

    @AfterAll
    static void gone() {
        deeds.close();
    }

    @Test
    void everyCallOfTheOperatorIsAllowedAndEachOfItsOperationsIsAmongThem() {
        deeds.under(POLICY);
        var called = new TreeSet<String>();
        var iam = counted(IamPort.class, deeds.iam(), called);
        var gateway = counted(GatewayPort.class, deeds.gateway(), called);
        var operations = EnumSet.noneOf(Operation.class);
        var refused = new ArrayList<String>();

        for (var deed : deeds.all(iam, gateway)) {
            if (refused(deed.call())) {
                refused.add(deed.name());
            }
            assertThat(deeds.lastCall().replaceFirst("^(Attach|Detach)(Role|User|Group)", "$1"))
                    .as("the call that AWS got for: %s", deed)
                    .isEqualTo(deed.operation().awsName());
            operations.add(deed.operation());
        }

        assertThat(refused).as("calls that the policy does not allow").isEmpty();
        assertThat(operations)
                .as("operations that were tried")
                .containsExactlyElementsOf(Arrays.stream(Operation.values())
                        .filter(Operation::ofOperator)
                        .toList());
        assertThat(called)
                .as("methods of the ports that were tried: a new one needs its deed here")
                .containsExactlyElementsOf(methods(IamPort.class, GatewayPort.class));
    }

    @Test
    void nothingInItIsLeftOverWhenAnyPartIsTakenAway() {
        assertThat(parts(POLICY)).hasSizeGreaterThan(30);
        assertThat(idle(POLICY))
                .as("parts of the policy that no call of the operator needs")
                .isEmpty();
    }

    @Test
    void aPartThatNothingNeedsWouldBeFound() {
        var keys = POLICY.statement("PutKeysInPlans").orElseThrow();
        var wider = new ArrayList<>(List.of(POLICY.statement("ReadIam").orElseThrow()));
        wider.addAll(smaller(
                keys,
                List.of("apigateway:POST", "apigateway:PATCH"),
                List.of("arn:aws:apigateway:*::/usageplans/*/keys", "arn:aws:apigateway:*::/usageplans/*/keys/*")));

        assertThat(idle(PolicyDocument.of(wider)))
                .containsExactly(
                        "PutKeysInPlans: apigateway:PATCH",
                        "PutKeysInPlans: arn:aws:apigateway:*::/usageplans/*/keys/*");
    }

    /** The parts without which every call is still allowed. */
    private static List<String> idle(PolicyDocument policy) {
        var idle = new ArrayList<String>();
        deeds.under(policy);
        var allowed = everything().stream()
                .filter(deed -> !refused(deed.call()))
                .map(Deeds.Deed::name)
                .collect(Collectors.toSet());
        parts(policy).forEach((what, smaller) -> {
            deeds.under(smaller);
            if (everything().stream()
                    .filter(deed -> allowed.contains(deed.name()))
                    .filter(deed -> Rights.of(deed.operation()).stream()
                            .anyMatch(right -> what.startsWith(right.group().sid() + ":")))
                    .noneMatch(deed -> refused(deed.call()))) {
                idle.add(what);
            }
        });
        return idle;
    }

    private static List<Deeds.Deed> everything() {
        var all = new ArrayList<>(deeds.all(deeds.iam(), deeds.gateway()));
        all.addAll(deeds.claim(deeds.iam()));
        return all;
    }

    @Test
    void aPolicyForKeysAloneHasTheClaimAndNothingLeftOver() {
        var keys = forWords(Set.of(Permission.Key));

        assertThat(keys.statement("OwnPolicies").orElseThrow().resources())
                .isEqualTo(ResourceSet.of("arn:aws:iam::111122223333:policy/apiaccess/prod/aa-claim-prod"));
        assertThat(keys.statement("AttachOwnPolicies")).isEmpty();
        assertThat(idle(keys)).as("parts that no call needs").isEmpty();
    }

    /** The operator deploys without a stage; with the name of one AWS would make it. */
    @Test
    void aDeploymentMakesNoStage() {
        assertThat(POLICY.statement("DeployApis").orElseThrow().conditions())
                .containsExactly(Condition.of("Null", "apigateway:Request/StageName", "true"));
    }

    /** Who writes policies changes no methods, and who changes methods does not say where their calls go. */
    @ParameterizedTest
    @CsvSource({
        "WriteResourcePolicies, /restapis/abcdefghij,                                      true",
        "WriteResourcePolicies, /restapis/abcdefghij/stages/prod,                          false",
        "WriteResourcePolicies, /restapis/abcdefghij/resources/abcdef/methods/GET,         false",
        "ProtectMethods,        /restapis/abcdefghij/resources/abcdef/methods/GET,         true",
        "ProtectMethods,        /restapis/abcdefghij/resources/abcdef/methods/OPTIONS,     true",
        "ProtectMethods,        /restapis/abcdefghij/resources/abcdef/methods/GET/integration, false",
        "ProtectMethods,        /restapis/abcdefghij,                                      false",
        "ReadGateway,           /restapis/abcdefghij,                                      true",
        "ReadGateway,           /restapis/abcdefghij/authorizers,                          true",
        "ReadGateway,           /restapis/abcdefghij/models,                               false",
        "MakeAuthorizers,       /restapis/abcdefghij/authorizers,                          true",
        "MakeAuthorizers,       /restapis/abcdefghij/authorizers/abcdef,                   true",
        "MakeAuthorizers,       /restapis/abcdefghij,                                      false",
    })
    void aRightEndsWhereItsThingsEnd(String sid, String path, boolean reaches) {
        var resources = java.util.Objects.requireNonNull(
                POLICY.statement(sid).orElseThrow().resources());

        assertThat(resources.patterns().stream()
                        .anyMatch(pattern -> Glob.of(pattern).matches("arn:aws:apigateway:eu-west-1::" + path)))
                .isEqualTo(reaches);
    }

    private static PolicyDocument forWords(Set<Permission> may) {
        return PublishedPolicies.account(
                new PublishedPolicies.Scope("aws", Deeds.ACCOUNT, Deeds.CLUSTER, List.of("eu-west-1"), List.of(), may));
    }

    @ParameterizedTest
    @CsvSource({
        "Grant",
        "Deny",
        "RateLimit",
        "Key",
        "RateLimit Key",
        "Protect",
        "Fence",
        "Observe",
        "Redeploy",
        "Protect Fence Redeploy"
    })
    void aPolicyForSomeWordsAllowsWhatTheyLeadToAndNoOtherWrite(String words) {
        var may = Arrays.stream(words.split(" ", -1)).map(Permission::valueOf).collect(Collectors.toSet());
        deeds.under(forWords(may));
        var wrong = new ArrayList<String>();
        var claim = deeds.claim(deeds.iam());

        for (var deed : deeds.all(deeds.iam(), deeds.gateway())) {
            var leading = ofRules(deed) ? Rights.OF_RULES : Rights.words(deed.operation());
            var wanted = leading.isEmpty() || !Collections.disjoint(leading, may);
            if (refused(deed.call()) == wanted) {
                wrong.add((wanted ? "refused: " : "allowed: ") + deed.name());
            }
        }

        claim.stream().filter(deed -> refused(deed.call())).forEach(deed -> wrong.add("refused: " + deed.name()));

        assertThat(wrong).isEmpty();
    }

    /** Policies beside the claim are made by rules only. */
    private static boolean ofRules(Deeds.Deed deed) {
        return Rights.of(deed.operation()).stream().anyMatch(right -> right.group() == Rights.Group.OWN_POLICIES);
    }

    @Test
    void principalsThatAreNotNamedAreOutOfReach() {
        deeds.under(PublishedPolicies.account(new PublishedPolicies.Scope(
                "aws", Deeds.ACCOUNT, Deeds.CLUSTER, List.of(), List.of("role/apps/*"), Set.of())));

        assertThat(deeds.all(deeds.iam(), deeds.gateway()).stream()
                        .filter(deed -> deed.operation() == Operation.ATTACH_POLICY)
                        .filter(deed -> refused(deed.call()))
                        .map(Deeds.Deed::name))
                .containsExactly("attach to user/alice", "attach to group/analysts");
    }

    @Test
    void whatIsNotOursStaysOutOfReach() {
        deeds.under(POLICY);
        var iam = deeds.iam();
        var gateway = deeds.gateway();
        var web = Deeds.principals().getFirst();
        var others = Map.of("apiaccess.dev/cluster", "another", "apiaccess.dev/managed-by", "apiaccess");
        var patch = List.of(new PatchOperation("replace", "/name", "mine"));
        Map<String, Runnable> attempts = new LinkedHashMap<>();
        attempts.put("create a policy elsewhere", () -> iam.createPolicy(deeds.newPolicy("/"), Deeds.OURS));
        attempts.put(
                "create one of another cluster",
                () -> iam.createPolicy(deeds.newPolicy("/apiaccess/prod2/"), Deeds.OURS));
        attempts.put("attach another policy", () -> iam.attachPolicy(deeds.policy("/"), web));
        attempts.put("attach AWS's own", () -> iam.attachPolicy("arn:aws:iam::aws:policy/AdministratorAccess", web));
        attempts.put("delete another policy", () -> iam.deletePolicy(deeds.policy("/")));
        attempts.put("create a plan without tags", () -> gateway.createUsagePlan(deeds.newPlan(), Map.of()));
        attempts.put(
                "create a key with the tags of another cluster",
                () -> gateway.createApiKey(deeds.newKey(), deeds.value(), others));
        attempts.put(
                "create a plan with the tags of another cluster",
                () -> gateway.createUsagePlan(deeds.newPlan(), others));
        attempts.put("change a plan without tags", () -> gateway.updateUsagePlan(deeds.plan(Map.of()), patch));
        attempts.put("delete a plan of another cluster", () -> gateway.deleteUsagePlan(deeds.plan(others)));
        attempts.put("change a key of another cluster", () -> gateway.updateApiKey(deeds.key(others), patch));
        attempts.put("delete a key without tags", () -> gateway.deleteApiKey(deeds.key(Map.of())));
        attempts.put(
                "have callers' tokens sent to a function of another account",
                () -> gateway.createAuthorizer("abcdefghij", Deeds.function("999999999999")));
        attempts.put("give a key away", () -> gateway.tagApiKey(deeds.key(Deeds.OURS), others));

        assertThat(attempts.entrySet().stream()
                        .filter(attempt -> !refused(attempt.getValue()))
                        .map(Map.Entry::getKey))
                .as("attempts that AWS let pass")
                .isEmpty();
    }

    /** The policy without one statement, one action or one resource at a time. */
    private static Map<String, PolicyDocument> parts(PolicyDocument policy) {
        Map<String, PolicyDocument> parts = new LinkedHashMap<>();
        for (var statement : policy.statements()) {
            parts.put(statement.sid() + ": all", without(policy, statement, List.of()));
            var actions = statement.actions().patterns();
            var resources = java.util.Objects.requireNonNull(statement.resources());
            for (var action : actions) {
                parts.put(
                        statement.sid() + ": " + action,
                        without(policy, statement, smaller(statement, less(actions, action), resources.patterns())));
            }
            for (var resource : resources.patterns()) {
                parts.put(
                        statement.sid() + ": " + resource,
                        without(policy, statement, smaller(statement, actions, less(resources.patterns(), resource))));
            }
        }
        return parts;
    }

    private static List<Statement> smaller(Statement statement, List<String> actions, List<String> resources) {
        return actions.isEmpty() || resources.isEmpty()
                ? List.of()
                : List.of(new Statement(
                        statement.sid(),
                        statement.effect(),
                        null,
                        ActionSet.of(actions),
                        ResourceSet.of(resources),
                        statement.conditions()));
    }

    private static PolicyDocument without(PolicyDocument policy, Statement statement, List<Statement> instead) {
        var rest = new ArrayList<>(policy.statements());
        rest.remove(statement);
        rest.addAll(instead);
        return PolicyDocument.of(rest);
    }

    private static List<String> less(List<String> all, String one) {
        return all.stream().filter(each -> !each.equals(one)).toList();
    }

    /** Whether AWS refuses to do it; that it cannot be done for another reason is not its answer. */
    private static boolean refused(Runnable call) {
        try {
            call.run();
            return false;
        } catch (AwsFailure failure) {
            return failure.kind() == AwsFailure.Kind.ACCESS_DENIED;
        }
    }

    /** The port, which notes the methods that are called. */
    private static <P> P counted(Class<P> type, P port, Set<String> called) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (_, method, arguments) -> {
                    called.add(method.getName());
                    return invoke(method, port, arguments);
                }));
    }

    private static Object invoke(Method method, Object port, Object[] arguments) throws Throwable {
        try {
            return method.invoke(port, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static Set<String> methods(Class<?>... ports) {
        var names = new TreeSet<String>();
        Arrays.stream(ports)
                .flatMap(port -> Arrays.stream(port.getDeclaredMethods()))
                .filter(method -> Modifier.isAbstract(method.getModifiers()))
                .forEach(method -> names.add(method.getName()));
        return names;
    }
}
