// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.apiaccess.desired.Desired;
import dev.apiaccess.model.Alarm;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.Priority;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.testing.FakeCalls;
import dev.apiaccess.testing.Samples;
import dev.apiaccess.world.AlarmSlice;
import dev.apiaccess.world.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is called for alarms, and what is never overwritten. */
@Timeout(60)
class AlarmExecutorTest {

    private static final UnitKey.AlarmUnit UNIT =
            new UnitKey.AlarmUnit(FakeAws.ACCOUNT, FakeAws.REGION, Samples.NAMESPACE, "guard");
    private static final Map<String, String> OTHERS = Map.of("team", "others");

    private static Alarm alarm(String name, double above) {
        return new Alarm(
                Samples.NAMING.alarmName(Samples.NAMESPACE, "guard", name, "prod"),
                "described",
                "4XXError",
                "orders",
                "prod",
                300,
                above,
                new TreeSet<>(List.of("arn:aws:sns:" + FakeAws.REGION + ":" + FakeAws.ACCOUNT + ":oncall")));
    }

    private static Desired.Alarms wanted(Alarm... alarms) {
        return new Desired.Alarms(UNIT, List.of(alarms), Samples.NAMING.tags(UNIT.owner(), "uid"));
    }

    private static Alarm there(ExecBench bench, String name) {
        return Objects.requireNonNull(bench.aws.alarms().all().get(name)).alarm();
    }

    /** The region was listed while nothing was there, and the account is claimed. */
    private static ExecBench bench() throws InterruptedException {
        var bench = ExecBench.fast();
        bench.sweep();
        bench.world.publish(new AlarmSlice(FakeAws.ACCOUNT, FakeAws.REGION, bench.world.moment(), Map.of(), true, ""));
        bench.aws.calls().forget();
        return bench;
    }

    @Test
    void alarmsAreReadOnceThenMadeAndAtRestCostNothing() throws Exception {
        try (var bench = bench()) {
            bench.bring(wanted(alarm("refusals", 50), alarm("failures", 1)));

            assertThat(bench.aws.calls().operations())
                    .containsExactly(Operation.DESCRIBE_ALARMS, Operation.PUT_METRIC_ALARM, Operation.PUT_METRIC_ALARM);
            assertThat(bench.aws.alarms().all().values())
                    .extracting(one -> one.alarm())
                    .containsExactlyInAnyOrder(alarm("refusals", 50), alarm("failures", 1));
            assertThat(bench.aws.alarms().all().values())
                    .allSatisfy(one -> assertThat(one.tags()).containsEntry("apiaccess.dev/owner", UNIT.ownerTag()));
            bench.aws.calls().forget();

            bench.bring(wanted(alarm("refusals", 50), alarm("failures", 1)));

            assertThat(bench.aws.calls().made()).isEmpty();
        }
    }

    @Test
    void anAlarmOfOthersWithTheNameIsNeitherOverwrittenNorDeletedAndTheRestIsMade() throws Exception {
        try (var bench = bench()) {
            // given one that came after the listing
            bench.aws.alarms().byHand(alarm("refusals", 7), OTHERS);

            bench.bring(wanted(alarm("refusals", 50), alarm("failures", 1)));

            assertThat(there(bench, alarm("refusals", 50).name())).isEqualTo(alarm("refusals", 7));
            assertThat(bench.aws.calls().writes())
                    .extracting(FakeCalls.Call::what)
                    .containsExactly(alarm("failures", 1).name());

            bench.bring(new Desired.Absent(UNIT, UNIT.ownerTag()));

            assertThat(bench.aws.alarms().all().keySet())
                    .containsExactly(alarm("refusals", 7).name());
        }
    }

    @Test
    void anAlarmThatWasOursAndBelongsToOthersByNowIsLeftAlone() throws Exception {
        try (var bench = bench()) {
            bench.bring(wanted(alarm("refusals", 50)));
            var name = alarm("refusals", 50).name();
            // given somebody who deletes it and makes one of the same name
            bench.aws.alarms().deleteByHand(name);
            bench.aws.alarms().byHand(alarm("refusals", 7), OTHERS);

            bench.bring(wanted(alarm("refusals", 60)));
            bench.bring(new Desired.Absent(UNIT, UNIT.ownerTag()));

            assertThat(there(bench, name)).isEqualTo(alarm("refusals", 7));
        }
    }

    @Test
    void whatLeavesTheObjectIsDeletedTogetherAfterWhatComes() throws Exception {
        try (var bench = bench()) {
            bench.bring(wanted(alarm("refusals", 50), alarm("failures", 1)));
            bench.aws.calls().forget();

            bench.bring(wanted(alarm("calls", 9)));

            assertThat(bench.aws.calls().writes())
                    .extracting(FakeCalls.Call::operation)
                    .containsExactly(Operation.PUT_METRIC_ALARM, Operation.DELETE_ALARMS);
            assertThat(bench.aws.alarms().all().keySet())
                    .containsExactly(alarm("calls", 9).name());
        }
    }

    @Test
    void moreAlarmsThanAPlanHasStepsAreMade() throws Exception {
        try (var bench = bench()) {
            var many = Stream.iterate(0, number -> number < 160, number -> number + 1)
                    .map(number -> alarm("a" + number, number))
                    .toArray(Alarm[]::new);

            bench.bring(wanted(many));

            assertThat(bench.aws.alarms().all()).hasSize(160);
            bench.bring(new Desired.Absent(UNIT, UNIT.ownerTag()));
            assertThat(bench.aws.alarms().all()).isEmpty();
            assertThat(bench.aws.calls().count(Operation.DELETE_ALARMS)).isEqualTo(2);
        }
    }

    /** Its topic does not exist, say. */
    @Test
    void anAlarmThatAwsRefusesHoldsBackNoneOfTheOthers() throws Exception {
        try (var bench = bench()) {
            bench.bring(wanted(alarm("calls", 9)));
            bench.aws.calls().failBefore(Operation.PUT_METRIC_ALARM, AwsFailure.Kind.INVALID);

            bench.submit(wanted(alarm("refusals", 50), alarm("failures", 1)), Priority.USER_CHANGE);
            bench.awaitOutcome(UNIT, Outcome.Failed.class);

            assertThat(bench.aws.alarms().all())
                    .containsKey(alarm("failures", 1).name())
                    .doesNotContainKey(alarm("calls", 9).name());
        }
    }

    @Test
    void aLostAnswerAndAMissingRightArePassedByWhatIsTriedAgain() throws Exception {
        try (var bench = bench()) {
            bench.aws.calls().loseAnswer(Operation.PUT_METRIC_ALARM);
            bench.bring(wanted(alarm("refusals", 50)));
            assertThat(bench.aws.alarms().all()).hasSize(1);

            bench.aws.calls().failBefore(Operation.PUT_METRIC_ALARM, AwsFailure.Kind.ACCESS_DENIED);
            bench.submit(wanted(alarm("refusals", 60)), Priority.USER_CHANGE);

            await().until(() -> there(bench, alarm("refusals", 60).name()).above() == 60);
            assertThat(bench.aws.alarms().all()).hasSize(1);
        }
    }
}
