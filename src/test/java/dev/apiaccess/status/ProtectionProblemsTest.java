// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiProtection;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.Reason;
import dev.apiaccess.desired.DesiredProtection;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.model.ConfiguredMethod;
import dev.apiaccess.model.DeployedApi;
import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.ListedApi;
import dev.apiaccess.model.MadeDeployment;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.RestApi;
import dev.apiaccess.model.ServedMethod;
import dev.apiaccess.model.ShownStage;
import dev.apiaccess.protect.ProtectionPlan;
import dev.apiaccess.status.ProtectionProblems.Problem;
import dev.apiaccess.status.ProtectionReasons.Weight;
import dev.apiaccess.testing.Paper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is told of a protection that is not in force. */
class ProtectionProblemsTest {

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
                rules: [{name: rest, methods: [ANY], paths: ["/{x+}"], authorization: AwsIam, confirm: CallersSign}]
            """;
    private static final String CORRECT = "guard: {spec: {driftPolicy: Correct}}";
    private static final String AUTOMATIC = "guard: {spec: {redeploy: Automatic}}";

    private final Paper paper = new Paper();

    @AfterEach
    void close() {
        paper.close();
    }

    /** An API whose one method asks for a signature. */
    private static ExistingApi api(String served) {
        return new ExistingApi(
                ListedApi.of(new RestApi("a1b2c3", "orders")),
                new TreeMap<>(Map.of(GET, new ConfiguredMethod("r1", "AWS_IAM", "", new TreeSet<>(), false))),
                new TreeMap<>(Map.of("prod", ShownStage.of("d1"))),
                new TreeMap<>(Map.of(
                        "d1", new DeployedApi(Map.of(GET, new ServedMethod(served, false)), Optional.empty()))),
                List.of(),
                "d1",
                Map.of());
    }

    /** What nobody can read was made of the present configuration so many times. */
    private static ExistingApi deployed(int times) {
        var api = api("NONE");
        var made = List.of(
                        new MadeDeployment("d3", Paper.NOW.minusSeconds(60), api.digest()),
                        new MadeDeployment("d2", Paper.NOW.minusSeconds(120), api.digest()))
                .subList(0, times);
        return new ExistingApi(
                api.listed(),
                api.methods(),
                api.stages(),
                api.deployments(),
                made,
                made.getFirst().id(),
                Map.of());
    }

    private ApiProtection guard(String... patches) {
        paper.change(Stream.concat(Stream.of(TENANT, GUARD), Stream.of(patches)).toArray(String[]::new));
        return paper.store().protections().getFirst();
    }

    private ProtectionSituation situation(ApiProtection guard) {
        return paper.protections().at(guard, paper.snapshot());
    }

    private List<Problem> problems(
            ApiProtection guard, boolean isContested, UnaryOperator<ProtectionSituation.Seen> as) {
        var situation = situation(guard);
        return new ProtectionProblems(
                        situation, as.apply(situation.seen().orElseThrow()), isContested, Duration.ofMinutes(10))
                .all();
    }

    private List<Problem> problems(ApiProtection guard) {
        return problems(guard, false, UnaryOperator.identity());
    }

    /** It was closed and in force, and a stage serves what was before. */
    private ApiProtection moved(String... patches) {
        paper.protects(api("NONE"));
        var all = new ArrayList<>(List.of(patches));
        all.add("""
                guard: {status: {observedGeneration: 1, connection: prod, restApi: {id: a1b2c3, name: orders, region: eu-central-1}, closed: ["GET /orders"]}}
                """);
        var open = judged(all).standing().confirmations().get("rest");
        all.add("guard: {status: {confirmed: [{rule: rest, digest: %s, count: 1}]}}"
                .formatted(Objects.requireNonNull(open).digest()));
        all.add("guard: {status: {digest: %s}}".formatted(judged(all).applied().text()));
        return guard(all.toArray(String[]::new));
    }

    private DesiredProtection.Judged judged(List<String> patches) {
        return situation(guard(patches.toArray(String[]::new)))
                .seen()
                .orElseThrow()
                .judged();
    }

    @Test
    void aStageThatMayNotBeMovedBackIsNotCalledBeingPutBack() {
        assertThat(problems(moved(CORRECT))).singleElement().satisfies(one -> {
            assertThat(one.reason()).isEqualTo(Reason.StageMoved);
            assertThat(one.weighed().weight()).isEqualTo(Weight.STALLED);
            assertThat(one.message()).isEqualTo("others moved stage prod: deploy prod, or set redeploy to Automatic");
        });
        assertThat(problems(moved()))
                .extracting(Problem::message)
                .containsExactly(
                        "others moved stage prod: deploy prod, or set driftPolicy to Correct and redeploy to Automatic");
    }

    @Test
    void aStageThatIsMovedBackWaitsUntilThatIsDone() {
        assertThat(problems(moved(CORRECT, AUTOMATIC))).singleElement().satisfies(one -> {
            assertThat(one.reason()).isEqualTo(Reason.StageMoved);
            assertThat(one.weighed().weight()).isEqualTo(Weight.WAITING);
            assertThat(one.message()).isEqualTo("others moved stage prod: being put back");
        });
    }

    @Test
    void whatIsPutBackNoMoreSaysWhoHasToStop() {
        var problems = problems(moved(CORRECT, AUTOMATIC), true, UnaryOperator.identity());

        assertThat(problems)
                .extracting(Problem::message)
                .containsExactly(
                        "others moved stage prod: put back three times already: have the other writer stop, or set driftPolicy to Report");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-02-28T23:00:00Z, 2026-02-28T23:00:00Z, STALLED",
        "2026-02-28T23:00:00Z, 2026-02-28T23:55:00Z, WAITING",
        "2026-02-28T23:55:00Z, 2026-02-28T23:00:00Z, WAITING",
        "2026-02-28T23:50:00Z, 2026-02-28T23:50:00Z, STALLED"
    })
    void tenMinutesCountFromTheLastChangeThoughNotReadyIsOlder(String flipped, String changed, Weight weight) {
        paper.protects(api("NONE"));
        var guard = guard("""
                guard: {status: {observedGeneration: 1, connection: prod, restApi: {id: a1b2c3, name: orders, region: eu-central-1}, lastChangeTime: "%s", conditions: [{type: Ready, status: "False", reason: StaleDeployment, message: m, lastTransitionTime: "%s"}]}}
                """.formatted(changed, flipped));

        assertThat(problems(guard)).singleElement().satisfies(one -> {
            assertThat(one.reason()).isEqualTo(Reason.StaleDeployment);
            assertThat(one.weighed().weight()).isEqualTo(weight);
        });
    }

    @Test
    void whileMethodsAreWrittenNobodyIsToldToDeploy() {
        paper.protects(api("NONE").withMethod(GET, new ConfiguredMethod("r1", "NONE", "", new TreeSet<>(), false)));
        var guard = guard();

        assertThat(problems(guard)).isEmpty();
        var status = paper.protections().assess(guard).status();
        var ready =
                StatusConditions.find(status.conditions(), ConditionType.Ready).orElseThrow();
        assertThat(ready.getStatus() + " " + ready.getReason()).isEqualTo("False Pending");
        assertThat(ready.getMessage()).endsWith("is being written");
        assertThat(StatusConditions.find(status.conditions(), ConditionType.Reconciling))
                .isPresent();
        assertThat(status.summary()).isEqualTo("0 of 1 methods in force, 1 waits");
    }

    @ParameterizedTest
    @CsvSource({"Off, false", "Error, true", "Info, true"})
    void theRoleForLogsIsMissedWhereLogsAreWritten(String execution, boolean missed) {
        paper.protects(api("AWS_IAM"));
        var guard = guard("guard: {spec: {logging: {execution: '%s'}}}".formatted(execution));

        var problems = problems(
                guard,
                false,
                seen -> with(
                        seen,
                        seen.steps(),
                        new ProtectionSituation.Settled(true, true, true, new TreeSet<>(Set.of("prod")), false)));

        assertThat(problems.stream().anyMatch(one -> one.reason() == Reason.LoggingRoleMissing))
                .isEqualTo(missed);
    }

    @Test
    void aResourcePolicyWithoutRoomIsTold() {
        paper.protects(api("AWS_IAM"));

        var problems = problems(guard(), false, seen -> {
            var steps = seen.steps();
            return with(
                    seen,
                    new ProtectionPlan(steps.steps(), steps.pending(), steps.unread(), steps.behind(), 17),
                    seen.settings());
        });

        assertThat(problems).singleElement().satisfies(one -> {
            assertThat(one.reason()).isEqualTo(Reason.TooLarge);
            assertThat(one.weighed().weight()).isEqualTo(Weight.STALLED);
            assertThat(one.message()).contains("has 17 characters too many");
        });
    }

    @Test
    void whatIsDeployedInVainIsToldAndNotCalledInForce() {
        paper.protects(deployed(2));
        var guard = guard(AUTOMATIC);

        assertThat(problems(guard)).singleElement().satisfies(one -> {
            assertThat(one.reason()).isEqualTo(Reason.StaleDeployment);
            assertThat(one.weighed().weight()).isEqualTo(Weight.STALLED);
            assertThat(one.message()).startsWith("not in force: ").endsWith("or deploy prod");
        });
        assertThat(paper.protections().assess(guard).status().summary()).isEqualTo("not in force: deploy prod");
    }

    @Test
    void whatWasDeployedOnceIsDeployedAgainWithoutAWord() {
        paper.protects(deployed(1));

        assertThat(problems(guard(AUTOMATIC))).isEmpty();
    }

    private static ProtectionSituation.Seen with(
            ProtectionSituation.Seen seen, ProtectionPlan steps, ProtectionSituation.Settled settings) {
        return new ProtectionSituation.Seen(
                seen.api(), seen.known(), seen.notes(), seen.judged(), seen.whole(), seen.spared(), steps, settings);
    }
}
