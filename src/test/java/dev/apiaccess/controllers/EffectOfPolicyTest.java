// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import static dev.apiaccess.testing.Paper.POLICY;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.access.Document;
import dev.apiaccess.access.Identity;
import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiAccessPolicyStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.desired.Desired;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.model.ApiStage;
import dev.apiaccess.model.ConfiguredMethod;
import dev.apiaccess.model.DeployedApi;
import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.ListedApi;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.RestApi;
import dev.apiaccess.model.ServedMethod;
import dev.apiaccess.model.ShownStage;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.testing.ManualClock;
import dev.apiaccess.testing.MemoryKeyStore;
import dev.apiaccess.testing.Paper;
import dev.apiaccess.testing.Samples;
import dev.apiaccess.world.ExportSlice;
import dev.apiaccess.world.GatewaySlice;
import dev.apiaccess.world.HeldSlice;
import dev.apiaccess.world.MethodSlice;
import dev.apiaccess.world.StageMethods;
import dev.apiaccess.world.StagePolicy;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whether a policy has its effect, as its status says it, and what follows for Ready; of SwitchedMethods too. */
class EffectOfPolicyTest {

    private static final ApiStage PROD = new ApiStage("a1b2c3", "prod");
    private static final String POLICY_OF_API = """
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"execute-api:Invoke",
            "Resource":"execute-api:/prod/GET/a"}}""";

    private final ManualClock clock = new ManualClock(Paper.NOW);
    private final Paper paper =
            new Paper(clock, () -> Duration.between(Paper.NOW, clock.instant()).toNanos(), null, new MemoryKeyStore());
    private long deployment = 1;

    @BeforeEach
    void allIsWell() {
        inForce();
        deployed(Map.of("/a", "AWS_IAM", "/b", "AWS_IAM"));
        exported(Optional.empty(), Optional.empty());
        has();
    }

    @AfterEach
    void end() {
        paper.close();
    }

    @Test
    void whatWorksIsEffectiveAndSaysWhatIsNotSeen() {
        var status = assess();

        assertThat(told(status, ConditionType.Effective)).isEqualTo("True Effective");
        assertThat(message(status, ConditionType.Effective)).contains("service control policies", "not seen");
        assertThat(told(status, ConditionType.Ready)).isEqualTo("True Ready");
        var rules = status.effective() == null ? List.of() : status.effective().rules();
        assertThat(rules)
                .singleElement()
                .satisfies(rule ->
                        assertThat(rule.toString()).contains("name=read", "allowed=1", "blocked=0", "unknown=0"));
    }

    @Test
    void readyFollowsWhatIsNotEffectiveForTenMinutesAsWorkAndThenAsNobodysWork() {
        deployed(Map.of("/b", "AWS_IAM"));

        var first = assess();
        assertThat(told(first, ConditionType.Effective)).isEqualTo("False MethodNotFound");
        assertThat(told(first, ConditionType.Ready)).isEqualTo("False MethodNotFound");
        assertThat(told(first, ConditionType.Reconciling)).isEqualTo("True MethodNotFound");
        assertThat(told(first, ConditionType.Synced)).isEqualTo("True Synced");
        assertThat(message(first, ConditionType.Ready)).contains("rule read: GET /a of stage prod", "deploy it");

        clock.advance(Duration.ofMinutes(9));
        var meanwhile = assess(first);
        assertThat(told(meanwhile, ConditionType.Reconciling)).isEqualTo("True MethodNotFound");

        clock.advance(Duration.ofMinutes(2));
        var later = assess(meanwhile);
        assertThat(told(later, ConditionType.Stalled)).isEqualTo("True MethodNotFound");
        assertThat(told(later, ConditionType.Reconciling)).isEmpty();

        deployed(Map.of("/a", "AWS_IAM"));
        assertThat(told(assess(later), ConditionType.Ready)).isEqualTo("True Ready");
    }

    /** An API whose method is open, as it is read for its protection. */
    private static ExistingApi open() {
        var method = new MethodKey("/a", "GET");
        return new ExistingApi(
                ListedApi.of(new RestApi("a1b2c3", "orders")),
                new TreeMap<>(Map.of(method, new ConfiguredMethod("r1", "NONE", "", new TreeSet<>(), false))),
                new TreeMap<>(Map.of("prod", ShownStage.of("d1"))),
                new TreeMap<>(Map.of(
                        "d1", new DeployedApi(Map.of(method, new ServedMethod("NONE", false)), Optional.empty()))),
                List.of(),
                "d1",
                Map.of());
    }

    @Test
    void whatAProtectionIsAboutToSwitchIsWaitedForHoweverLongThatTakes() {
        var protects = """
                connection: {spec: {tenants: [{name: shop, namespaces: {matchLabels: {team: shop}}, apis: [{restApiName: "*"}], principals: ["role/apps/*"], may: [Grant, RateLimit, Key, ImportKey, Protect]}]}}
                guard:
                  kind: ApiProtection
                  metadata: {name: guard, namespace: shop, generation: 1}
                  spec:
                    api: {restApiName: orders, stages: [prod]}
                    rules: [{name: rest, methods: [ANY], paths: ["/{x+}"], authorization: AwsIam}]
                """;
        var verifies = "guard: {spec: {rules: [{name: rest, methods: [ANY], paths: [\"/{x+}\"],"
                + " authorization: AwsIam, enforcement: Verify}]}}";
        var plans = "guard: {spec: {mode: Plan}}";
        paper.change(protects);
        paper.protects(open());
        deployed(Map.of("/a", "NONE"));
        inForce();

        var first = assess();
        assertThat(told(first, ConditionType.Reconciling)).isEqualTo("True MethodNotIamProtected");
        assertThat(message(first, ConditionType.Ready)).endsWith("; an ApiProtection of the API is about to do so");
        clock.advance(Duration.ofHours(3));
        var later = assess(first);
        assertThat(told(later, ConditionType.Reconciling)).isEqualTo("True MethodNotIamProtected");
        assertThat(told(later, ConditionType.Stalled)).isEmpty();

        for (var patch : List.of(verifies, plans)) {
            paper.change(protects, patch);
            assertThat(told(assess(later), ConditionType.Stalled)).as(patch).isEqualTo("True MethodNotIamProtected");
        }
    }

    @Test
    void eachCauseHasItsReason() {
        deployed(Map.of("/a", "NONE"));
        assertThat(told(assess(), ConditionType.Effective)).isEqualTo("False MethodNotIamProtected");

        deployed(Map.of("/a", "AWS_IAM"));
        has(Document.ofIdentity("arn:aws:iam::111122223333:policy/theirs", """
                {"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}"""));
        var denied = assess();
        assertThat(told(denied, ConditionType.Effective)).isEqualTo("False BlockedByDeny");
        assertThat(denied.toString()).doesNotContain("policy/theirs");

        bounded("""
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}""");
        assertThat(told(assess(), ConditionType.Effective)).isEqualTo("False BlockedByBoundary");

        has(Document.unread("arn:aws:iam::aws:policy/Some", "iam:GetPolicy is refused"));
        var unknown = assess();
        assertThat(told(unknown, ConditionType.Effective)).isEqualTo("Unknown InputsIncomplete");
        assertThat(message(unknown, ConditionType.Effective)).contains("iam:GetPolicy is refused");
        assertThat(told(unknown, ConditionType.Ready))
                .as("what is not known changes nothing")
                .isEqualTo("True Ready");
    }

    @Test
    void whatEverybodyCanCallTooIsEffectiveAndSaysSo() {
        exported(Optional.of(POLICY_OF_API), Optional.of(POLICY_OF_API));

        var status = assess();

        assertThat(told(status, ConditionType.Effective)).isEqualTo("True OpenToEverybody");
        assertThat(told(status, ConditionType.Ready)).isEqualTo("True Ready");
    }

    @Test
    void aResourcePolicyThatChangedUnderTheSameDeploymentsIsNotKnownUntilTheNextOne() {
        exported(Optional.of(POLICY_OF_API), Optional.of(POLICY_OF_API));
        noted();
        var other = POLICY_OF_API.replace(
                "\"Resource\"",
                "\"Condition\":{\"StringEquals\":{\"aws:PrincipalAccount\":\"111122223333\"}},\"Resource\"");
        exported(Optional.of(other), Optional.of(other));

        var changed = assess();
        assertThat(told(changed, ConditionType.Effective)).isEqualTo("Unknown InputsIncomplete");
        assertThat(message(changed, ConditionType.Effective)).contains("deploy the API");

        paper.change("connection: {spec: {assumptions: [PolicyDeployed]}}");
        var assumed = assess();
        assertThat(told(assumed, ConditionType.Effective)).isEqualTo("True OpenToAccount");
        paper.change("connection: {spec: {assumptions: null}}");

        deployment++;
        deployed(Map.of("/a", "AWS_IAM"));
        exported(Optional.of(other), Optional.of(other));
        assertThat(told(assess(), ConditionType.Effective)).isEqualTo("True OpenToAccount");
    }

    @Test
    void aDeployedPolicyThatIsNotThePresentOneIsNotKnown() {
        exported(Optional.of(POLICY_OF_API), Optional.empty());

        assertThat(told(assess(), ConditionType.Effective)).isEqualTo("Unknown InputsIncomplete");
    }

    @Test
    void whatWasReadyBeforeThisWasKnownStaysReadyUntilItIsEdited() {
        var old = withoutEffect(assess());
        deployed(Map.of("/b", "AWS_IAM"));

        var upgraded = assess(old);
        assertThat(told(upgraded, ConditionType.Effective)).isEqualTo("False MethodNotFound");
        assertThat(told(upgraded, ConditionType.Ready)).isEqualTo("True Ready");
        assertThat(message(upgraded, ConditionType.Ready)).contains("not effective");
        assertThat(told(assess(upgraded), ConditionType.Ready))
                .as("and goes on")
                .isEqualTo("True Ready");

        deployed(Map.of("/a", "AWS_IAM"));
        var works = assess(upgraded);
        deployed(Map.of("/b", "AWS_IAM"));
        assertThat(told(assess(works), ConditionType.Ready))
                .as("it has worked since")
                .isEqualTo("False MethodNotFound");

        var edited = paper.policy("a");
        edited.setStatus(upgraded);
        edited.getMetadata().setGeneration(7L);
        assertThat(told(paper.policies().assess(edited).status(), ConditionType.Ready))
                .isEqualTo("False MethodNotFound");
    }

    @Test
    void beforeTheFirstReadingAnEarlierStatusStaysAsItIsAndANewOneSaysThatItWaits() {
        var old = withoutEffect(assess());
        var works = assess();
        paper.forgotten();
        paper.claimedBy(Paper.FINGERPRINT);
        paper.foreignKeys(Map.of());
        inForce();

        assertThat(told(assess(old), ConditionType.Effective)).isEmpty();
        assertThat(told(assess(works), ConditionType.Effective)).isEqualTo("True Effective");
        assertThat(told(assess(), ConditionType.Effective)).isEqualTo("Unknown Pending");
    }

    @Test
    void whileSomethingIsReadWhatWasSaidHoldsOn() {
        deployed(Map.of("/b", "AWS_IAM"));
        var before = assess();
        deployment++;
        exported(Optional.empty(), Optional.empty());

        var meanwhile = paper.policy("a");
        meanwhile.setStatus(before);
        clock.advance(Duration.ofMinutes(1));
        var assessment = paper.policies().assess(meanwhile);

        assertThat(told(assessment.status(), ConditionType.Effective)).isEqualTo("False MethodNotFound");
        assertThat(told(assessment.status(), ConditionType.Ready)).isEqualTo("False MethodNotFound");
        assertThat(assessment.status()).as("nothing is written").isEqualTo(before);
        assertThat(assessment.asking()).isPresent();
    }

    @Test
    void aDenyOfEveryStageIsMeasuredInThoseThatThereAre() {
        paper.change("connection: {spec: {tenants: [{name: shop, namespaces: {matchLabels: {team: shop}}, "
                + "apis: [{restApiName: \"*\"}], principals: [\"role/apps/*\"],"
                + " may: [Grant, Deny, RateLimit, Key, ImportKey]}]}}\n"
                + "a: {spec: {api: {restApiName: orders, stages: [\"*\"]}, rules: [{name: never, effect: Deny,"
                + " principals: [role/apps/web], methods: [ANY], paths: [/a]}]}}");
        inForce();
        assertThat(told(assess(), ConditionType.Effective)).isEqualTo("True Effective");

        deployed(Map.of("/a", "NONE"));
        assertThat(told(assess(), ConditionType.Effective)).isEqualTo("False DenyWithoutEffect");
    }

    @Test
    void anExemptionOutlivesALookThatCannotTellAndARefusal() {
        var old = withoutEffect(assess());
        has(Document.unread("arn:aws:iam::aws:policy/Some", "no right"));
        var unknown = assess(old);
        assertThat(told(unknown, ConditionType.Effective)).isEqualTo("Unknown InputsIncomplete");

        paper.change("connection: {spec: {tenants: []}}");
        var refused = assess(unknown);
        paper.change();
        deployed(Map.of("/b", "AWS_IAM"));
        has();

        assertThat(told(assess(refused), ConditionType.Ready)).isEqualTo("True Ready");
    }

    @Test
    void anotherStageThatIsDeployedSaysNothingOfThisOne() {
        exported(Optional.of(POLICY_OF_API), Optional.of(POLICY_OF_API));
        noted();
        var other = POLICY_OF_API.replace("/prod/GET/a", "/prod/*");
        exported(Optional.of(other), Optional.of(other));
        var api = new RestApi("a1b2c3", "orders");
        paper.world()
                .publish(new GatewaySlice(
                        FakeAws.ACCOUNT,
                        FakeAws.REGION,
                        clock.instant(),
                        List.of(api),
                        Map.of("a1b2c3", ListedApi.of(api).withPolicy(Optional.of(other))),
                        Map.of("a1b2c3", Map.of("prod", ShownStage.of("d1"), "dev", ShownStage.of("d9"))),
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        1,
                        1));
        noted();

        assertThat(told(assess(), ConditionType.Effective)).isEqualTo("Unknown InputsIncomplete");
    }

    @Test
    void afterARestartWhatWasWithoutEffectDoesNotBecomeReadyForAWhile() {
        deployed(Map.of("/b", "AWS_IAM"));
        var before = assess();
        paper.forgotten();
        paper.claimedBy(Paper.FINGERPRINT);
        paper.foreignKeys(Map.of());
        inForce();

        assertThat(told(assess(before), ConditionType.Effective)).isEqualTo("False MethodNotFound");
        assertThat(told(assess(before), ConditionType.Ready)).isEqualTo("False MethodNotFound");
    }

    @Test
    void whatIsNotReadYetIsAskedForAndUnknownUntilThen() {
        paper.world().readings().publish(new HeldSlice(FakeAws.ACCOUNT, Map.of()));

        var assessment = paper.policies().assess(paper.policy("a"));

        assertThat(told(assessment.status(), ConditionType.Effective)).isEqualTo("Unknown InputsIncomplete");
        assertThat(assessment.asking()).contains(FakeAws.ACCOUNT);
        assertThat(paper.policies().assess(paper.policy("a"), paper.snapshot()).asking())
                .isPresent();
    }

    @Test
    void ofAPrincipalWithoutPoliciesTheFirstLookTells() {
        paper.world()
                .readings()
                .publish(new HeldSlice(
                        FakeAws.ACCOUNT, Map.of(), Set.of(), Map.of(Samples.WEB.identity(), Samples.WEB)));

        var assessment = paper.policies().assess(paper.policy("a"));

        assertThat(told(assessment.status(), ConditionType.Effective)).isEqualTo("True Effective");
        assertThat(assessment.asking()).isEmpty();
    }

    @Test
    void pausedItIsAsBeforeAndInModePlanThereIsNone() {
        var works = assess();
        paper.change("a: {metadata: {annotations: {apiaccess.dev/paused: \"true\"}}}");
        var paused = assess(works);
        assertThat(told(paused, ConditionType.Effective)).isEqualTo("True Effective");
        assertThat(paused.effective()).isEqualTo(works.effective());

        paper.change("a: {metadata: {annotations: {apiaccess.dev/paused: null}}, spec: {mode: Plan}}");
        assertThat(told(assess(works), ConditionType.Effective)).isEmpty();

        paper.change("connection: {spec: {tenants: []}}");
        assertThat(told(assess(works), ConditionType.Effective)).isEmpty();
    }

    /** The connection's look notes which resource policy was deployed. */
    private void noted() {
        var connection = paper.store().connections().getFirst();
        connection.setStatus(paper.connections().assess(connection).status());
    }

    private void inForce() {
        paper.holds(Paper.statements((Desired.Policy) paper.of(POLICY)));
    }

    private void deployed(Map<String, String> authorizations) {
        var methods = new HashMap<MethodKey, ServedMethod>();
        authorizations.forEach((path, type) -> methods.put(new MethodKey(path, "GET"), new ServedMethod(type, false)));
        paper.world()
                .readings()
                .publish(new MethodSlice(
                        FakeAws.ACCOUNT, FakeAws.REGION, Map.of(PROD, new StageMethods("d" + deployment, methods))));
    }

    private void exported(Optional<String> present, Optional<String> exported) {
        var api = new RestApi("a1b2c3", "orders");
        paper.world()
                .publish(new GatewaySlice(
                        FakeAws.ACCOUNT,
                        FakeAws.REGION,
                        clock.instant(),
                        List.of(api),
                        Map.of("a1b2c3", ListedApi.of(api).withPolicy(present)),
                        Map.of("a1b2c3", Map.of("prod", ShownStage.of("d" + deployment))),
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        1,
                        1));
        paper.world()
                .readings()
                .publish(new ExportSlice(
                        FakeAws.ACCOUNT,
                        FakeAws.REGION,
                        Map.of(PROD, new StagePolicy("d" + deployment, present, exported)),
                        ""));
    }

    private void has(Document... documents) {
        holds(null, documents);
    }

    private void bounded(String document) {
        holds(Document.ofIdentity("boundary", document));
    }

    private void holds(@Nullable Document boundary, Document... documents) {
        paper.world()
                .readings()
                .publish(new HeldSlice(
                        FakeAws.ACCOUNT,
                        Map.of(
                                Samples.WEB.identity(),
                                new Identity(
                                        Identity.Type.ROLE,
                                        "apps/web",
                                        List.of(documents).stream()
                                                .map(one -> Identity.Held.managed(Optional.empty(), one))
                                                .toList(),
                                        boundary))));
    }

    private ApiAccessPolicyStatus assess() {
        return paper.policies().assess(paper.policy("a")).status();
    }

    private ApiAccessPolicyStatus assess(ApiAccessPolicyStatus before) {
        ApiAccessPolicy policy = paper.policy("a");
        policy.setStatus(before);
        try {
            return paper.policies().assess(policy).status();
        } finally {
            policy.setStatus(null);
        }
    }

    /** As a version wrote it that knew nothing of effects. */
    private static ApiAccessPolicyStatus withoutEffect(ApiAccessPolicyStatus status) {
        var text = Serialization.asJson(status);
        var tree = Serialization.unmarshal(text, ObjectNode.class);
        tree.remove("effective");
        var conditions = (ArrayNode) tree.get("conditions");
        for (var index = conditions.size() - 1; index >= 0; index--) {
            if (conditions.get(index).path("type").asText().equals("Effective")) {
                conditions.remove(index);
            }
        }
        return Serialization.unmarshal(tree.toString(), ApiAccessPolicyStatus.class);
    }

    private static String told(ApiAccessPolicyStatus status, ConditionType type) {
        return StatusConditions.find(status.conditions(), type)
                .map(one -> one.getStatus() + " " + one.getReason())
                .orElse("");
    }

    private static String message(ApiAccessPolicyStatus status, ConditionType type) {
        return StatusConditions.find(status.conditions(), type)
                .map(Condition::getMessage)
                .orElse("");
    }
}
