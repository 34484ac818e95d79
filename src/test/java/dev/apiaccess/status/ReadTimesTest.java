// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.api.AwsConnectionStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.model.Settings;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A connection tells that nobody looks, since when, and nothing while looks come. */
class ReadTimesTest {

    private static final String ACCOUNT = "111122223333";
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
    private static final Settings SETTINGS =
            new Settings("prod", Duration.ofMinutes(5), 50, Duration.ofMinutes(2), Duration.ofMinutes(2), 1);

    private final ReadTimes looks = new ReadTimes();
    private Optional<Duration> again = Optional.empty();

    private static AwsConnection connection(String regions, String interval) {
        return Serialization.unmarshal(
                "kind: AwsConnection\napiVersion: apiaccess.dev/v1alpha1\nmetadata: {name: prod}\nspec: {accountId: '"
                        + ACCOUNT + "', regions: [" + regions + "]" + interval + ", tenants: []}",
                AwsConnection.class);
    }

    private void begin(Instant now) {
        looks.begin(connection("eu-west-1", ""), List.of(connection("eu-west-1", "")), now);
    }

    /** IAM and the region of the connection were read. */
    private void complete(Instant now) {
        looks.complete(ACCOUNT, "", now);
        looks.complete(ACCOUNT, "eu-west-1", now);
    }

    private List<Condition> told(Instant now, @Nullable AwsConnectionStatus before, String interval) {
        return told(connection("eu-west-1", interval), now, before);
    }

    private List<Condition> told(AwsConnection connection, Instant now, @Nullable AwsConnectionStatus before) {
        var conditions = new ConditionsDraft(before == null ? List.of() : before.conditions(), 1, now);
        again = ReadTimes.tell(
                connection,
                ReadTimes.interval(ACCOUNT, List.of(connection), SETTINGS),
                looks.since(connection),
                before,
                conditions,
                SETTINGS,
                now);
        return conditions.build();
    }

    private List<Condition> told(Instant now) {
        return told(now, null, "");
    }

    private static AwsConnectionStatus status(List<Condition> conditions) {
        var bare = Serialization.unmarshal("{}", AwsConnectionStatus.class);
        return Serialization.unmarshal(
                Serialization.asJson(java.util.Map.of("conditions", conditions)), bare.getClass());
    }

    @Test
    void whileLooksComeNothingIsToldAndItIsAskedAgainWhenOneWouldBeOverdue() {
        begin(NOON.minusSeconds(60));
        complete(NOON);

        assertThat(told(NOON.plusSeconds(899))).isEmpty();
        assertThat(again).contains(Duration.ofSeconds(2));
        assertThat(told(NOON.plusSeconds(1))).isEmpty();
    }

    @Test
    void threeLooksThatDidNotComeAreToldWithTheTimeOfTheLast() {
        complete(NOON);

        var first = told(NOON.plusSeconds(900));
        assertThat(first).singleElement().satisfies(one -> {
            assertThat(one.getType()).isEqualTo("Synced");
            assertThat(one.getStatus()).isEqualTo("False");
            assertThat(one.getReason()).isEqualTo("LookOverdue");
            assertThat(one.getMessage())
                    .contains("account " + ACCOUNT + " was last read whole at 2026-11-25T12:00:00Z");
        });
        assertThat(told(NOON.plusSeconds(90_000), status(first), ""))
                .as("no write while it lasts")
                .isEqualTo(first);

        complete(NOON.plusSeconds(90_001));
        assertThat(told(NOON.plusSeconds(90_002), status(first), "")).as("over").isEmpty();
    }

    @Test
    void anotherIntervalOfTheConnectionCountsAndTenMinutesAtLeast() {
        complete(NOON);

        assertThat(told(NOON.plusSeconds(3 * 3600), null, ", sweepInterval: 1h"))
                .hasSize(1);
        assertThat(told(NOON.plusSeconds(3 * 3600 - 1), null, ", sweepInterval: 1h"))
                .isEmpty();
        assertThat(told(NOON.plusSeconds(599), null, ", sweepInterval: 1m")).isEmpty();
        assertThat(told(NOON.plusSeconds(600), null, ", sweepInterval: 1m")).hasSize(1);
    }

    @Test
    void sinceWhenOutlivesARestart() {
        complete(NOON);
        var before = told(NOON.plusSeconds(3000));
        looks.forget(ACCOUNT);

        assertThat(told(NOON.plusSeconds(4000), status(before), "")).isEqualTo(before);
        begin(NOON.plusSeconds(4000));
        assertThat(told(NOON.plusSeconds(4001), status(before), "")).isEqualTo(before);
        assertThat(told(NOON.plusSeconds(40_000), status(before), "")).isEqualTo(before);
    }

    @Test
    void anAccountThatWasNeverReadWholeIsToldToo() {
        begin(NOON);
        begin(NOON.plusSeconds(800));

        assertThat(StatusConditions.find(told(NOON.plusSeconds(900)), ConditionType.Synced))
                .get()
                .extracting(Condition::getMessage)
                .asString()
                .startsWith(
                        "account " + ACCOUNT + " was not read whole since the operator began at 2026-11-25T12:00:00Z");
    }

    @Test
    void aRegionOfAnotherConnectionToTheAccountIsNoneOfItsConcern() {
        looks.begin(connection("eu-west-1, us-east-1", ""), List.of(connection("eu-west-1, us-east-1", "")), NOON);
        complete(NOON.plusSeconds(600));

        assertThat(told(connection("eu-west-1", ""), NOON.plusSeconds(900), null))
                .isEmpty();
        assertThat(told(connection("eu-west-1, us-east-1", ""), NOON.plusSeconds(900), null))
                .as("the one that has it")
                .hasSize(1);
    }

    @Test
    void whatWasReadLongestAgoCounts() {
        complete(NOON);
        looks.complete(ACCOUNT, "eu-west-1", NOON.plusSeconds(800));

        assertThat(StatusConditions.find(told(NOON.plusSeconds(900)), ConditionType.Synced))
                .get()
                .extracting(Condition::getMessage)
                .asString()
                .contains("was last read whole at 2026-11-25T12:00:00Z");
    }

    @Test
    void aRegionThatIsAddedIsWaitedForFromThenOn() {
        complete(NOON);
        looks.begin(
                connection("eu-west-1, us-east-1", ""),
                List.of(connection("eu-west-1, us-east-1", "")),
                NOON.plusSeconds(500));
        complete(NOON.plusSeconds(600));

        assertThat(told(connection("eu-west-1, us-east-1", ""), NOON.plusSeconds(1399), null))
                .isEmpty();
        assertThat(told(connection("eu-west-1, us-east-1", ""), NOON.plusSeconds(1400), null))
                .hasSize(1);
    }

    @Test
    void theShortestIntervalOfTheAccountsConnectionsCounts() {
        var often = connection("eu-west-1", ", sweepInterval: 1m");
        var seldom = connection("eu-west-1", ", sweepInterval: 1h");
        var leaving = connection("eu-west-1", ", sweepInterval: 30s");
        leaving.getMetadata().setDeletionTimestamp("2026-11-25T12:00:00Z");

        assertThat(ReadTimes.interval(ACCOUNT, List.of(seldom, often, leaving), SETTINGS))
                .isEqualTo(Duration.ofMinutes(1));
        assertThat(ReadTimes.interval(ACCOUNT, List.of(seldom, connection("eu-west-1", "")), SETTINGS))
                .as("one without its own has that of the operator")
                .isEqualTo(Duration.ofMinutes(5));
        assertThat(ReadTimes.interval("444455556666", List.of(seldom, often), SETTINGS))
                .isEqualTo(Duration.ofMinutes(5));
    }
}
