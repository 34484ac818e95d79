// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import static dev.apiaccess.testing.Paper.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiRateLimitStatus;
import dev.apiaccess.model.ApiKey;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.testing.Paper;
import dev.apiaccess.testing.Samples;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many keys a rate limit says that its tier has: those that AWS has in the usage plan, whatever is declared. */
class KeysOfLimitTest {

    private final Paper paper = new Paper();

    @AfterEach
    void close() {
        paper.close();
    }

    @Test
    void aGrantWhoseKeyIsNotMadeYetIsNoKey() {
        assertThat(status().grants()).isEqualTo(1);
        assertThat(status().keys()).isZero();
        assertThat(status().summary()).isEqualTo("100/s, burst 200, 0 keys");
    }

    @Test
    void bothKeysOfAnOverlapCount() {
        paper.holds(KEY, keys("k-1", "k-2"));

        assertThat(status().keys()).isEqualTo(2);
        assertThat(status().summary()).isEqualTo("100/s, burst 200, 2 keys");
    }

    /** It was retained, say: AWS lets it call on. */
    @Test
    void aKeyWhoseGrantIsGoneOrNamesAnotherTierCounts() {
        var unit = Samples.keyUnit("app");
        paper.keys(Paper.NOW.plusSeconds(600), keys("k-1").existing());
        paper.world().made(unit, "k-1");

        for (var change : List.of("app: null", "app: {spec: {rateLimits: [{name: other}]}}")) {
            paper.change(change);
            assertThat(status().grants()).as(change).isZero();
            assertThat(status().keys()).as(change).isEqualTo(1);
            assertThat(status().summary()).as(change).isEqualTo("100/s, burst 200, 1 key");
        }
    }

    @Test
    void aKeyThatIsNotOursCountsAndOneThatOnlyLooksLikeOursIsNotTakenForOurs() {
        paper.foreignKeys(Map.of("p-gold", Set.of("somebody's k-9")));
        assertThat(status().keys()).isEqualTo(1);

        paper.world().note(new UnitKey.ApiKeyUnit(KEY.accountId(), KEY.region(), "shop", "app"), keys("k-7"));
        assertThat(status().keys()).as("its tags were not read yet").isEqualTo(1);
    }

    private static Observed.Key keys(String... ids) {
        var key = Samples.key("app", true, "p-gold").newest().key();
        return new Observed.Key(java.util.stream.IntStream.range(0, ids.length)
                .mapToObj(index -> new ExistingKey(
                        ids[index],
                        new ApiKey(
                                Samples.NAMING.keyName("shop", "app", index + 1),
                                key.description(),
                                true,
                                key.planIds())))
                .toList());
    }

    private ApiRateLimitStatus status() {
        return paper.limits().assess(paper.gold()).status();
    }
}
