// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiProtection;
import dev.apiaccess.api.ApiProtectionStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.PartState;
import dev.apiaccess.api.PartStatus;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.model.ConfiguredMethod;
import dev.apiaccess.model.DeployedApi;
import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.ListedApi;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.RestApi;
import dev.apiaccess.model.ServedMethod;
import dev.apiaccess.model.ShownStage;
import dev.apiaccess.testing.Paper;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Of ProtectionParts and ProtectionAssessor: what status says of each part, and of the object for their sake. */
class ProtectionPartsTest {

    private static final MethodKey GET = new MethodKey("/orders", "GET");
    private static final String TENANT = """
            connection: {spec: {tenants: [{name: shop, namespaces: {matchLabels: {team: shop}}, apis: [{restApiName: "*"}], principals: ["role/apps/*"], may: [Grant, RateLimit, Key, ImportKey, Protect, Fence, Observe, Redeploy]}]}}
            a: {spec: {rules: [{name: read, effect: Deny, principals: [role/apps/web], methods: [GET], paths: [/a]}]}}
            b: {spec: {rules: [{name: read, effect: Deny, principals: [role/apps/web], methods: [GET], paths: [/b]}]}}
            """;
    private static final String GUARD = """
            guard:
              kind: ApiProtection
              metadata: {name: guard, namespace: shop, generation: 1}
              spec:
                api: {restApiName: orders, stages: [prod]}
                redeploy: Automatic
            """;

    private final Paper paper = new Paper();

    @AfterEach
    void close() {
        paper.close();
    }

    /** An API with a method that is open. */
    private static ExistingApi api() {
        return new ExistingApi(
                ListedApi.of(new RestApi("a1b2c3", "orders")),
                new TreeMap<>(Map.of(GET, new ConfiguredMethod("r1", "NONE", "", new TreeSet<>(), false))),
                new TreeMap<>(Map.of("prod", ShownStage.of("d1"))),
                new TreeMap<>(Map.of(
                        "d1", new DeployedApi(Map.of(GET, new ServedMethod("NONE", false)), Optional.empty()))),
                List.of(),
                "d1",
                Map.of());
    }

    private ApiProtection guard(String... patches) {
        paper.change(Stream.concat(Stream.of(TENANT, GUARD), Stream.of(patches)).toArray(String[]::new));
        return paper.store().protections().getFirst();
    }

    private static PartStatus part(ApiProtectionStatus status, String name) {
        return status.parts().stream()
                .filter(one -> name.equals(one.name()))
                .findFirst()
                .orElseThrow();
    }

    private static String ready(ApiProtectionStatus status) {
        var ready =
                StatusConditions.find(status.conditions(), ConditionType.Ready).orElseThrow();
        return ready.getStatus() + " " + ready.getReason() + ": " + ready.getMessage();
    }

    @Test
    void whatIsOnlyVerifiedIsReadyAndNothingIsSubmitted() {
        paper.protects(api());

        var assessment = paper.protections().assess(guard("""
                guard: {spec: {rules: [{name: rest, methods: [ANY], paths: ["/{x+}"], authorization: AwsIam, enforcement: Verify}], fences: [{name: office, onlyFrom: {sourceIps: [203.0.113.0/24]}, enforcement: Verify}]}}
                """));

        assertThat(assessment.submit()).isEmpty();
        var status = assessment.status();
        assertThat(status.summary()).isEqualTo("only verified, nothing is made");
        assertThat(ready(status))
                .isEqualTo("True Ready: in force in AWS, as far as the object is about it; only verified: rule/rest,"
                        + " fence/office");
        assertThat(part(status, "rule/rest")).satisfies(part -> {
            assertThat(part.state()).isEqualTo(PartState.Waiting);
            assertThat(part.reason()).isEqualTo("VerifyOnly");
            assertThat(part.message()).startsWith("only verified: would change GET /orders (NONE)");
        });
        assertThat(part(status, "fence/office")).satisfies(part -> {
            assertThat(part.reason()).isEqualTo("VerifyOnly");
            assertThat(part.message()).startsWith("only verified: would write a Deny of prod/*");
        });
        assertThat(status.confirmed()).isEmpty();
        assertThat(status.emptyBefore()).isNull();
        assertThat(Objects.requireNonNull(status.methods()).leftAlone()).isEqualTo(1);
    }

    @Test
    void whatIsMadeBesideItIsToldAsBefore() {
        paper.protects(api());

        var status = paper.protections().assess(guard("""
                        guard: {spec: {rules: [{name: keys, methods: [POST], paths: ["/hooks"], apiKey: Required, enforcement: Verify}, {name: rest, methods: [ANY], paths: ["/{x+}"], authorization: AwsIam}]}}
                        """)).status();

        assertThat(ready(status)).startsWith("False Unconfirmed");
        assertThat(status.summary())
                .isEqualTo("0 of 1 methods in force, 1 waits: rest is not confirmed, 1 only verified");
    }

    @Test
    void whatWasClosedStaysNotedWhileItsRuleOnlyVerifies() {
        paper.protects(api().withMethod(GET, new ConfiguredMethod("r1", "AWS_IAM", "", new TreeSet<>(), false)));

        var assessment = paper.protections().assess(guard("""
                guard: {spec: {rules: [{name: rest, methods: [ANY], paths: ["/{x+}"], authorization: AwsIam, confirm: CallersSign, enforcement: Verify}]}, status: {observedGeneration: 0, connection: prod, restApi: {id: a1b2c3, name: orders, region: eu-central-1}, closed: ["GET /orders"], confirmed: [{rule: rest, digest: abc, count: 1}]}}
                """));

        assertThat(assessment.status().closed()).containsExactly("GET /orders");
        assertThat(assessment.status().confirmed()).hasSize(1);
        assertThat(assessment.submit()).isEmpty();
    }

    @Test
    void allThatIsOnlyToldOfAFenceStandsInItsPartAndIsWarnedOfOnce() {
        var listed = api().listed();
        paper.protects(api().withListed(new ListedApi(
                listed.api(),
                listed.policy(),
                new ListedApi.Endpoint(ListedApi.EndpointType.EDGE, false),
                true,
                listed.keySource(),
                listed.state())));
        var guard = guard("guard: {spec: {fences: [{name: office, onlyFrom: {sourceIps: [203.0.113.0/24]}}]}}");

        var first = paper.protections().assess(guard);
        guard.setStatus(first.status());
        var again = paper.protections().assess(guard);

        assertThat(first.notes())
                .extracting(Note::reason)
                .containsExactlyInAnyOrder("EndpointNotProven", "DefaultEndpointOpen");
        assertThat(part(first.status(), "fence/office")).satisfies(part -> {
            assertThat(part.reason()).isEqualTo("EndpointNotProven");
            assertThat(part.message()).contains("edge-optimized", "default endpoint");
        });
        assertThat(again.notes()).isEmpty();
    }

    @Test
    void aStageWithoutAWebAclIsNotReadyAndSaysSo() {
        paper.protects(api());

        var status = paper.protections()
                .assess(guard("guard: {spec: {webAcl: {mode: Required}}}"))
                .status();

        assertThat(ready(status)).startsWith("False WebAclMissing: no web ACL is attached to stage prod");
        assertThat(StatusConditions.find(status.conditions(), ConditionType.Stalled))
                .isPresent();
        assertThat(part(status, "webAcl").state()).isEqualTo(PartState.Left);

        var elsewhere = paper.protections()
                .assess(guard("guard: {spec: {webAcl: {mode: AtCloudFront}}}"))
                .status();
        assertThat(ready(elsewhere)).startsWith("True Ready");
        assertThat(part(elsewhere, "webAcl").message()).startsWith("not checked");
    }
}
