// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.exec.ExecBench;
import dev.apiaccess.model.Alarm;
import dev.apiaccess.model.ApiStage;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.Proof;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.testing.Samples;
import dev.apiaccess.world.AlarmSlice;
import dev.apiaccess.world.View;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a sweep asks CloudWatch, and what it may believe of it. */
@Timeout(60)
class AlarmListingTest {

    private static final UnitKey.AlarmUnit UNIT =
            new UnitKey.AlarmUnit(FakeAws.ACCOUNT, FakeAws.REGION, Samples.NAMESPACE, "guard");
    private static final Map<String, String> OURS = Samples.NAMING.tags(UNIT.owner(), "uid");
    private static final Alarm ALARM = alarm("guard", "refusals");

    private static Alarm alarm(String guard, String name) {
        return new Alarm(
                Samples.NAMING.alarmName(Samples.NAMESPACE, guard, name, "prod"),
                "",
                "Count",
                "orders",
                "prod",
                60,
                1,
                new TreeSet<>());
    }

    private record Wishes(boolean isWanted, List<UnitKey> expected) implements Sweeper.Wishes {
        @Override
        public Collection<UnitKey> units(String accountId) {
            return expected;
        }

        @Override
        public Set<String> apis(String accountId, String region) {
            return Set.of();
        }

        @Override
        public Set<ApiStage> limited(String accountId, String region) {
            return Set.of();
        }

        @Override
        public Set<ApiStage> granted(String accountId, String region) {
            return Set.of();
        }

        @Override
        public Set<String> protectedApis(String accountId, String region) {
            return Set.of();
        }

        @Override
        public Map<String, Set<String>> authorizers(String accountId, String region) {
            return Map.of();
        }

        @Override
        public boolean logs(String accountId, String region) {
            return false;
        }

        @Override
        public boolean alarms(String accountId, String region) {
            return isWanted;
        }

        @Override
        public Set<String> principals(String accountId) {
            return Set.of();
        }
    }

    private static final Wishes WANTED = new Wishes(true, List.of(UNIT));

    private static void read(AlarmListing listing, ExecBench bench, Wishes wishes) throws InterruptedException {
        bench.aws.calls().forget();
        listing.read(bench.account("main"), FakeAws.REGION, wishes);
    }

    private static AlarmListing listing(ExecBench bench) {
        return new AlarmListing(bench.accounts, bench.world, Samples.NAMING);
    }

    private static Observed.Alarms seen(ExecBench bench) {
        return bench.world.view(UNIT) instanceof View.Known known && known.observed() instanceof Observed.Alarms found
                ? found
                : new Observed.Alarms(List.of());
    }

    @Test
    void whereNobodyHasAlarmsNoCallIsMadeAndNothingIsKnown() throws Exception {
        try (var bench = ExecBench.fast()) {
            bench.aws.alarms().byHand(ALARM, OURS);

            read(listing(bench), bench, new Wishes(false, List.of()));

            assertThat(bench.aws.calls().made()).isEmpty();
            assertThat(bench.world.view(UNIT)).isInstanceOf(View.Unknown.class);
        }
    }

    @Test
    void tagsAreReadOnceAndAgainWhereAnAlarmWasWrittenSince() throws Exception {
        try (var bench = ExecBench.fast()) {
            bench.aws.alarms().byHand(ALARM, OURS);
            var listing = listing(bench);

            read(listing, bench, WANTED);
            assertThat(bench.aws.calls().operations())
                    .containsExactly(Operation.DESCRIBE_ALARMS, Operation.LIST_TAGS_FOR_RESOURCE);
            assertThat(seen(bench).existing()).singleElement().satisfies(one -> {
                assertThat(one.alarm()).isEqualTo(ALARM);
                assertThat(one.proof()).isEqualTo(Proof.OWN);
            });

            read(listing, bench, WANTED);
            assertThat(bench.aws.calls().operations()).as("at rest").containsExactly(Operation.DESCRIBE_ALARMS);

            // given somebody who deletes it and makes another one of the name
            bench.aws.alarms().deleteByHand(ALARM.name());
            bench.aws.alarms().byHand(ALARM, Map.of());
            read(listing, bench, WANTED);
            assertThat(seen(bench).existing()).isEmpty();
            assertThat(seen(bench).others()).hasSize(1);
        }
    }

    @Test
    void tagsThatWereTakenOffAreSeenInTime() throws Exception {
        try (var bench = ExecBench.fast()) {
            bench.aws.alarms().byHand(ALARM, OURS);
            var listing = listing(bench);
            read(listing, bench, WANTED);
            bench.aws.alarms().tagByHand(ALARM.name(), Map.of());

            for (var sweep = 0; sweep < 12; sweep++) {
                read(listing, bench, WANTED);
            }

            assertThat(seen(bench).existing()).isEmpty();
        }
    }

    @Test
    void anAlarmOfAnObjectThatIsGoneIsFoundByItsTags() throws Exception {
        try (var bench = ExecBench.fast()) {
            var gone = new UnitKey.AlarmUnit(FakeAws.ACCOUNT, FakeAws.REGION, Samples.NAMESPACE, "gone");
            bench.aws.alarms().byHand(alarm("gone", "refusals"), Samples.NAMING.tags(gone.owner(), ""));
            bench.aws.alarms().byHand(alarm("strange", "refusals"), Map.of());

            read(listing(bench), bench, WANTED);

            assertThat(bench.world
                            .alarms(FakeAws.ACCOUNT, FakeAws.REGION)
                            .orElseThrow()
                            .units())
                    .containsExactly(gone);
            assertThat(bench.world.view(UNIT)).as("known to have none").isInstanceOf(View.Known.class);
        }
    }

    @Test
    void aMissingRightIsToldAndMakesNothingAbsent() throws Exception {
        try (var bench = ExecBench.fast()) {
            bench.aws.alarms().byHand(ALARM, OURS);
            var listing = listing(bench);
            read(listing, bench, WANTED);

            bench.aws.calls().failBefore(Operation.DESCRIBE_ALARMS, AwsFailure.Kind.ACCESS_DENIED);
            read(listing, bench, WANTED);

            assertThat(bench.world.view(UNIT)).isInstanceOf(View.Unknown.class);
            assertThat(bench.world.alarms(FakeAws.ACCOUNT, FakeAws.REGION).map(AlarmSlice::unread))
                    .contains("the operator has no cloudwatch:DescribeAlarms");
        }
    }

    @Test
    void aFailureThatPassesLeavesTheLastListing() throws Exception {
        try (var bench = ExecBench.fast()) {
            bench.aws.alarms().byHand(ALARM, OURS);
            var listing = listing(bench);
            read(listing, bench, WANTED);

            bench.aws.calls().failBefore(Operation.DESCRIBE_ALARMS, AwsFailure.Kind.UNAVAILABLE);
            read(listing, bench, WANTED);

            assertThat(seen(bench).existing()).hasSize(1);
        }
    }

    @Test
    void whatWasListedBeforeNobodyHadAlarmsIsForgotten() throws Exception {
        try (var bench = ExecBench.fast()) {
            bench.aws.alarms().byHand(ALARM, OURS);
            var listing = listing(bench);
            read(listing, bench, WANTED);

            read(listing, bench, new Wishes(false, List.of()));

            assertThat(bench.aws.calls().made()).isEmpty();
            assertThat(bench.world.view(UNIT)).isInstanceOf(View.Unknown.class);
        }
    }

    @Test
    void aSweepReadsTheTagsOfSomeAndTheNextOneTheRest() throws Exception {
        try (var bench = ExecBench.fast()) {
            IntStream.range(0, 210).forEach(number -> bench.aws.alarms().byHand(alarm("guard", "a" + number), OURS));
            var listing = listing(bench);

            read(listing, bench, WANTED);
            assertThat(bench.aws.calls().count(Operation.LIST_TAGS_FOR_RESOURCE))
                    .isEqualTo(200);
            assertThat(seen(bench).existing()).hasSize(210);
            assertThat(seen(bench).unread()).hasSize(10);

            read(listing, bench, WANTED);
            assertThat(bench.aws.calls().count(Operation.LIST_TAGS_FOR_RESOURCE))
                    .isEqualTo(10);
            assertThat(seen(bench).unread()).isEmpty();
        }
    }
}
