// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiProtection;
import dev.apiaccess.api.ApiProtectionStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.desired.Desired;
import dev.apiaccess.desired.DesiredAlarms;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.model.Alarm;
import dev.apiaccess.model.DeployedApi;
import dev.apiaccess.model.ExistingAlarm;
import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.ListedApi;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.RestApi;
import dev.apiaccess.model.ShownStage;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.Difference;
import dev.apiaccess.plan.Planner;
import dev.apiaccess.status.AlarmsSeen;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.testing.Paper;
import dev.apiaccess.world.AlarmSlice;
import dev.apiaccess.world.View;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an object with alarms is told and wants: {@link DesiredAlarms}, {@link AlarmsSeen}. */
class AlarmsOfProtectionTest {

    private static final Naming NAMING = new Naming(Paper.CLUSTER);
    private static final UnitKey.AlarmUnit UNIT =
            new UnitKey.AlarmUnit(FakeAws.ACCOUNT, FakeAws.REGION, "shop", "guard");
    private static final String TOPIC = "arn:aws:sns:eu-central-1:111122223333:oncall";
    private static final String TENANT = """
            connection: {spec: {tenants: [{name: shop, namespaces: {matchLabels: {team: shop}}, apis: [{restApiName: "*"}], principals: ["role/apps/*"], may: [Grant, RateLimit, Key, ImportKey, Observe], arns: ["arn:aws:sns:*:111122223333:on*"]}]}}
            """;
    private static final String GUARD = """
            guard:
              kind: ApiProtection
              metadata: {name: guard, namespace: shop, generation: 1, uid: u1}
              spec:
                api: {restApiName: orders, stages: [prod]}
                alarms:
                - {name: refusals, metric: 4XXError, above: 50, within: 5m, notify: ["arn:aws:sns:eu-central-1:111122223333:oncall"]}
            """;

    private final Paper paper = new Paper();

    @AfterEach
    void close() {
        paper.close();
    }

    private static ExistingApi staged(String... stages) {
        var shown = new TreeMap<String, ShownStage>();
        List.of(stages).forEach(stage -> shown.put(stage, ShownStage.of("d1")));
        return new ExistingApi(
                ListedApi.of(new RestApi("a1b2c3", "orders")),
                new TreeMap<>(),
                shown,
                new TreeMap<>(Map.of("d1", new DeployedApi(Map.of(), Optional.empty()))),
                List.of(),
                "d1",
                Map.of());
    }

    private void protect(String... patches) {
        paper.protects(staged("prod"));
        paper.change(Stream.concat(Stream.of(TENANT, GUARD), Stream.of(patches)).toArray(String[]::new));
    }

    private ApiProtection guard() {
        return paper.store().protections().getFirst();
    }

    private static Alarm alarm(String api, double above) {
        return new Alarm(
                NAMING.alarmName("shop", "guard", "refusals", "prod"),
                "apiaccess c1/shop/guard",
                "4XXError",
                api,
                "prod",
                300,
                above,
                new TreeSet<>(List.of(TOPIC)));
    }

    /** CloudWatch was listed a while ago. */
    private void there(Map<String, String> tags, Alarm... alarms) {
        paper.world()
                .publish(new AlarmSlice(
                        FakeAws.ACCOUNT,
                        FakeAws.REGION,
                        paper.world().moment(),
                        Map.of(
                                UNIT,
                                Stream.of(alarms)
                                        .map(one -> new ExistingAlarm(one, "arn:" + one.name(), "then").withTags(tags))
                                        .toList()),
                        true,
                        ""));
    }

    private static final Map<String, String> OURS = NAMING.tags(UNIT.owner(), "u1");

    private ApiProtectionStatus look() {
        var guard = guard();
        var status = paper.protections().assess(guard).status();
        guard.setStatus(status);
        return status;
    }

    private static String ready(ApiProtectionStatus status) {
        return StatusConditions.find(status.conditions(), ConditionType.Ready)
                .map(ready -> ready.getStatus() + "/" + ready.getReason())
                .orElse("none");
    }

    private static List<String> parts(ApiProtectionStatus status) {
        return status.parts().stream()
                .map(part -> part.name() + " " + part.state() + (part.reason() == null ? "" : " " + part.reason()))
                .toList();
    }

    private List<String> lines(Desired desired) {
        return Planner.plan(
                        desired,
                        paper.world().view(UNIT) instanceof View.Known known ? known.observed() : UNIT.nothing())
                .differences()
                .stream()
                .map(Difference::text)
                .toList();
    }

    private Desired wanted() {
        return paper.desired().of(UNIT);
    }

    @Test
    void whatIsAboutToBeMadeIsNotedFirstThenWanted() {
        protect();
        there(OURS);

        var first = paper.protections().assess(guard());
        assertThat(first.submit()).as("first the note").isEmpty();
        assertThat(first.status().alarms()).containsExactly(alarm("orders", 50).name());
        assertThat(first.again()).isPresent();

        var guard = guard();
        guard.setStatus(first.status());
        assertThat(paper.protections().assess(guard).submit()).containsOnlyKeys(UNIT);
        assertThat(parts(first.status())).containsExactly("alarm/refusals Waiting Pending", "stage/prod InForce");
        assertThat(wanted())
                .isEqualTo(new Desired.Alarms(UNIT, List.of(alarm("orders", 50)), NAMING.tags(UNIT.owner(), "u1")));
    }

    @Test
    void whatIsThereAsDeclaredIsReady() {
        protect();
        there(OURS, alarm("orders", 50));

        var status = look();

        assertThat(ready(status)).isEqualTo("True/Ready");
        assertThat(status.summary()).isEqualTo("1 alarm");
        assertThat(parts(status)).containsExactly("alarm/refusals InForce", "stage/prod InForce");
        assertThat(status.alarms()).containsExactly(alarm("orders", 50).name());
        assertThat(status.standsForSomething()).isTrue();
    }

    @Test
    void whatIsNotReadYetIsAskedForAndNothingIsSubmitted() {
        protect();

        var seen = paper.protections().assess(guard());

        assertThat(seen.asking()).contains(FakeAws.ACCOUNT);
        assertThat(seen.submit()).isEmpty();
        assertThat(ready(seen.status())).isEqualTo("False/Pending");
    }

    @Test
    void aMissingRightIsToldOfThePartAlone() {
        protect();
        paper.world()
                .publish(new AlarmSlice(
                        FakeAws.ACCOUNT,
                        FakeAws.REGION,
                        paper.world().moment(),
                        Map.of(),
                        true,
                        "the operator has no cloudwatch:DescribeAlarms"));

        var status = look();

        assertThat(ready(status)).isEqualTo("False/AccessDenied");
        assertThat(parts(status)).containsExactly("alarm/refusals Left AccessDenied", "stage/prod InForce");
    }

    @Test
    void anAlarmOfOthersIsAConflictWithTheWayOut() {
        protect();
        there(Map.of("team", "others"), alarm("orders", 1));

        var status = look();

        assertThat(ready(status)).isEqualTo("False/OwnershipConflict");
        assertThat(parts(status)).containsExactly("alarm/refusals Left OwnershipConflict", "stage/prod InForce");
        assertThat(Objects.requireNonNull(status.parts().getFirst().message()))
                .contains("aws cloudwatch tag-resource --resource-arn arn:"
                        + alarm("orders", 1).name());
        assertThat(status.alarms()).as("not ours to note").isEmpty();
        assertThat(paper.protections().assess(guard()).submit()).isEmpty();
    }

    @Test
    void aRenamedApiIsDriftWhichIsReportedOrPutRight() {
        protect();
        there(OURS, alarm("orders", 50));
        var status = look();

        // given the API is called otherwise by now, in the eyes of the alarm
        there(OURS, alarm("before", 50));
        var guard = guard();
        guard.setStatus(status);
        var drifted = paper.protections().assess(guard);

        assertThat(drifted.status().drift())
                .singleElement()
                .satisfies(line -> assertThat(line).endsWith(".Dimensions.ApiName: before (want orders)"));
        assertThat(drifted.submit()).as("Report").isEmpty();
        assertThat(ready(drifted.status())).isEqualTo("True/Ready");
        assertThat(lines(wanted())).as("nothing is put right").isEmpty();
    }

    @Test
    void aStageThatComesGetsItsAlarmsAndNothingElseIsPutRight() {
        protect(EVERY_STAGE);
        there(OURS, alarm("orders", 50));
        var status = look();

        // given others changed the alarm of the one, and the other comes
        protect(EVERY_STAGE);
        paper.protects(staged("prod", "test"));
        guard().setStatus(status);
        there(OURS, alarm("orders", 70));
        var seen = paper.protections().assess(guard());

        assertThat(seen.status().drift())
                .singleElement()
                .satisfies(line -> assertThat(line).endsWith(".Threshold: 70 (want 50)"));
        guard().setStatus(seen.status());
        assertThat(paper.protections().assess(guard()).submit()).containsOnlyKeys(UNIT);
        assertThat(lines(wanted()))
                .singleElement()
                .satisfies(line -> assertThat(line).startsWith("alarms[refusals-test"));
        assertThat(parts(seen.status())).contains("alarm/refusals Waiting Pending");
    }

    @Test
    void aStageThatGoesTakesItsAlarmsAlongAndNothingElseIsPutRight() {
        protect(EVERY_STAGE);
        paper.protects(staged("prod", "test"));
        there(OURS, alarm("orders", 50), ofTest());
        var status = look();

        protect(EVERY_STAGE);
        guard().setStatus(status);
        there(OURS, alarm("orders", 70), ofTest());
        assertThat(look().drift()).hasSize(1);

        assertThat(lines(wanted()))
                .singleElement()
                .satisfies(line ->
                        assertThat(line).startsWith("alarms[refusals-test").endsWith("there (want gone)"));
    }

    private static final String EVERY_STAGE =
            TENANT.replace("restApiName: \"*\"", "restApiName: \"*\", stages: [\"*\"]")
                    + "guard: {spec: {api: {restApiName: orders, stages: [\"*\"]}}}\n";

    private static Alarm ofTest() {
        return new Alarm(
                NAMING.alarmName("shop", "guard", "refusals", "test"),
                "apiaccess c1/shop/guard",
                "4XXError",
                "orders",
                "test",
                300,
                50,
                new TreeSet<>(List.of(TOPIC)));
    }

    @Test
    void anEditIsWorkAlsoWhereDriftIsOnlyReported() {
        protect();
        there(OURS, alarm("orders", 50));
        var status = look();

        protect(GUARD.replace("above: 50", "above: 60"));
        guard().setStatus(status);

        assertThat(lines(wanted()))
                .singleElement()
                .satisfies(line -> assertThat(line).endsWith(".Threshold: 50 (want 60)"));
    }

    @Test
    void whatGoesTakesItsAlarmsAlongWhereItSaysSo() {
        protect(
                "guard: {metadata: {deletionTimestamp: \"2026-01-01T00:00:00Z\", finalizers: [apiaccess.dev/cleanup]}, spec: {deletionPolicy: Delete}}",
                """
                guard: {status: {observedGeneration: 1, connection: prod, restApi: {id: a1b2c3, name: orders, region: eu-central-1}, alarms: ["%s"]}}
                """.formatted(alarm("orders", 50).name()));
        there(OURS, alarm("orders", 50));

        var leaving = paper.protections().assessDeletion(guard());
        assertThat(leaving.gone()).isFalse();
        assertThat(leaving.assessment().submit()).containsKey(UNIT);
        assertThat(wanted()).isEqualTo(new Desired.Absent(UNIT, UNIT.ownerTag()));
        assertThat(lines(wanted()))
                .singleElement()
                .satisfies(line -> assertThat(line).endsWith("there (want gone)"));

        there(OURS);
        assertThat(paper.protections().assessDeletion(guard()).gone()).isTrue();
    }

    @Test
    void whatIsRetainedStays() {
        protect(
                "guard: {metadata: {deletionTimestamp: \"2026-01-01T00:00:00Z\", finalizers: [apiaccess.dev/cleanup]}}",
                """
                guard: {status: {observedGeneration: 1, connection: prod, restApi: {id: a1b2c3, name: orders, region: eu-central-1}, alarms: ["%s"]}}
                """.formatted(alarm("orders", 50).name()));
        there(OURS, alarm("orders", 50));

        assertThat(paper.protections().assessDeletion(guard()).gone()).isTrue();
        assertThat(wanted()).isInstanceOf(Desired.Undecided.class);
    }

    @Test
    void aPlanListsCallsAndWhatTheyCost() {
        protect("guard: {spec: {mode: Plan}}");
        there(OURS);

        var status = look();

        assertThat(status.plannedChanges()).hasSize(2);
        assertThat(status.plannedChanges().getFirst()).contains("bills each alarm by the month");
        assertThat(status.plannedChanges().getLast()).startsWith("create alarm apiaccess/c1/shop-guard-");
        assertThat(status.alarms()).isEmpty();
    }

    @Test
    void aTopicThatTheTenantDoesNotAdmitIsRefused() {
        protect(TENANT.replace(":on*", ":off*"));

        assertThat(look().conditions().toString()).contains("does not admit " + TOPIC + " (arns)");
    }

    @Test
    void aTopicOfAnotherRegionIsRefused() {
        protect(GUARD.replace("sns:eu-central-1", "sns:us-east-1"));

        assertThat(ready(look())).isEqualTo("False/Invalid");
    }

    @Test
    void withoutTheWordObserveThereAreNoAlarms() {
        protect(TENANT.replace("Observe", "Fence"));

        assertThat(look().conditions().toString()).contains("Observe");
    }
}
