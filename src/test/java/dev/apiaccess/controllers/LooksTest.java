// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.api.AwsConnectionStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.testing.ManualClock;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A connection tells that nobody looks, since when, and nothing while looks come. */
class LooksTest {

    private static final String ACCOUNT = "111122223333";
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
    private static final Settings SETTINGS =
            new Settings("prod", Duration.ofMinutes(5), 50, Duration.ofMinutes(2), Duration.ofMinutes(2), 1);

    private final Looks looks = new Looks();
    private Optional<Duration> again = Optional.empty();

    private List<Condition> told(Instant now, @Nullable AwsConnectionStatus before, String interval) {
        var connection = Serialization.unmarshal(
                "kind: AwsConnection\napiVersion: apiaccess.dev/v1alpha1\nmetadata: {name: prod}\nspec: {accountId: '"
                        + ACCOUNT + "', regions: [eu-west-1]" + interval + ", tenants: []}",
                AwsConnection.class);
        var conditions = new Conditions(before == null ? List.of() : before.conditions(), 1, new ManualClock());
        again = looks.tell(connection, before, conditions, SETTINGS, now);
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
        looks.begin(ACCOUNT, NOON.minusSeconds(60));
        looks.complete(ACCOUNT, NOON);

        assertThat(told(NOON.plusSeconds(899))).isEmpty();
        assertThat(again).contains(Duration.ofSeconds(2));
        assertThat(told(NOON.plusSeconds(1))).isEmpty();
    }

    @Test
    void threeLooksThatDidNotComeAreToldWithTheTimeOfTheLast() {
        looks.complete(ACCOUNT, NOON);

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

        looks.complete(ACCOUNT, NOON.plusSeconds(90_001));
        assertThat(told(NOON.plusSeconds(90_002), status(first), "")).as("over").isEmpty();
    }

    @Test
    void anotherIntervalOfTheConnectionCountsAndTenMinutesAtLeast() {
        looks.complete(ACCOUNT, NOON);

        assertThat(told(NOON.plusSeconds(3 * 3600), null, ", sweepInterval: 1h"))
                .hasSize(1);
        assertThat(told(NOON.plusSeconds(3 * 3600 - 1), null, ", sweepInterval: 1h"))
                .isEmpty();
        assertThat(told(NOON.plusSeconds(599), null, ", sweepInterval: 1m")).isEmpty();
        assertThat(told(NOON.plusSeconds(600), null, ", sweepInterval: 1m")).hasSize(1);
    }

    @Test
    void sinceWhenOutlivesARestart() {
        looks.complete(ACCOUNT, NOON);
        var before = told(NOON.plusSeconds(3000));
        looks.forget(ACCOUNT);

        assertThat(told(NOON.plusSeconds(4000), status(before), "")).isEqualTo(before);
        looks.begin(ACCOUNT, NOON.plusSeconds(4000));
        assertThat(told(NOON.plusSeconds(4001), status(before), "")).isEqualTo(before);
        assertThat(told(NOON.plusSeconds(40_000), status(before), "")).isEqualTo(before);
    }

    @Test
    void anAccountThatWasNeverReadWholeIsToldToo() {
        looks.begin(ACCOUNT, NOON);
        looks.begin(ACCOUNT, NOON.plusSeconds(800));

        assertThat(Conditions.find(told(NOON.plusSeconds(900)), ConditionType.Synced))
                .get()
                .extracting(Condition::getMessage)
                .asString()
                .startsWith(
                        "account " + ACCOUNT + " was not read whole since the operator began at 2026-11-25T12:00:00Z");
    }
}
