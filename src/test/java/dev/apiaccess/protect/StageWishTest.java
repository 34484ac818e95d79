// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.ShownStage;
import dev.apiaccess.model.Throttle;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StageWishTest {

    private static final MethodKey ORDERS = FakeApi.key("POST /orders");
    private static final Throttle LIMIT = new Throttle(50, 80);
    private static final Map<String, Set<MethodKey>> NOTED = Map.of(
            "prod", Set.of(ORDERS, ShownStage.EACH_METHOD, StageWish.ACCESS_LOG), "dev", Set.of(FakeApi.key("GET /a")));

    @Test
    void whatWasBroughtAboutAndIsNotWantedAnyMoreIsWithdrawn() {
        var wish = StageWish.NONE.withdrawing(NOTED, Set.of("prod"));

        assertThat(wish.withdrawn()).containsOnlyKeys("prod");
        assertThat(wish.withdrawnOf("prod"))
                .containsExactlyInAnyOrder(ORDERS, ShownStage.EACH_METHOD, StageWish.ACCESS_LOG);
    }

    @Test
    void whatIsWantedStays() {
        var wished = new StageWish(
                Optional.empty(),
                new TreeMap<>(Map.of(ORDERS, LIMIT)),
                Optional.of(true),
                Optional.empty(),
                Optional.of(new ShownStage.AccessLog("arn", "$context.requestId")),
                new TreeMap<>());

        assertThat(wished.withdrawing(NOTED, Set.of("prod"))).isEqualTo(wished);
    }

    /** What others set in one stage is not ours because we set it in another. */
    @Test
    void ofEachStageOnlyWhatWasBroughtAboutThereIsWithdrawn() {
        var wish = StageWish.NONE.withdrawing(NOTED, Set.of("dev", "prod"));

        assertThat(wish.withdrawnOf("dev")).containsExactly(FakeApi.key("GET /a"));
        assertThat(wish.withdrawnOf("prod")).doesNotContain(FakeApi.key("GET /a"));
    }

    @Test
    void whatIsLeftStaysLeftWithoutLogsAndWhileOtherThingsAreWithdrawn() {
        var wish = StageWish.NONE.leaving(Set.of("prod"));

        assertThat(wish.withoutLogs().left()).containsExactly("prod");
        assertThat(wish.withdrawing(NOTED, Set.of("dev", "prod")).left()).containsExactly("prod");
    }

    @Test
    void ofOtherStagesNothingIsTaken() {
        assertThat(StageWish.NONE.withdrawing(NOTED, Set.of())).isEqualTo(StageWish.NONE);
    }
}
