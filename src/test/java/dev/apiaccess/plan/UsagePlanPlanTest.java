// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.desired.Desired;
import dev.apiaccess.model.ApiStage;
import dev.apiaccess.model.ExistingPlan;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Quota;
import dev.apiaccess.model.Throttle;
import dev.apiaccess.model.UsagePlan;
import dev.apiaccess.testing.Samples;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What exactly is planned for a usage plan, field by field. */
class UsagePlanPlanTest {

    private static final Desired.Plan SAMPLE = Samples.plan("gold", 100, "prod");
    private static final Desired ABSENT = Samples.absent(Samples.planUnit("gold"));
    private static final String NAME = SAMPLE.plan().name();
    private static final String MARK = SAMPLE.plan().description();
    private static final Throttle HUNDRED = new Throttle(100, 200);
    private static final Quota DAILY = new Quota(5000, Quota.Period.DAY);

    @Test
    void aPlanThatIsNotThereIsCreatedCompleteInOneCall() {
        var wanted = wanted(plan(HUNDRED, DAILY, stages("prod", Map.of(new MethodKey("/orders", "GET"), HUNDRED))));

        assertThat(Lines.of(wanted, nothing())).isEqualTo("""
                do: create usage plan %s
                differs: usagePlan: not there (want %s)""".formatted(NAME, NAME));
        assertThat(Planner.plan(wanted, nothing()).changes())
                .containsExactly(new UsagePlanChange.CreateUsagePlan(wanted.plan(), wanted.tags()));
    }

    @Test
    void aPlanAsItShallBeIsLeftAlone() {
        var plan = plan(HUNDRED, DAILY, stages("prod", Map.of(new MethodKey("/", "GET"), HUNDRED)));

        assertThat(Lines.of(wanted(plan), found(plan))).isEmpty();
    }

    @Test
    void nameAndDescription() {
        var renamed = new UsagePlan("aa-renamed", "edited", HUNDRED, null, noStages());

        assertThat(Lines.of(wanted(plan(HUNDRED, null, noStages())), found(renamed)))
                .isEqualTo("""
                do: update p1
                    replace /name %s
                    replace /description %s
                differs: name: aa-renamed (want %s)
                differs: description: edited (want %s)""".formatted(NAME, MARK, NAME, MARK));
    }

    @Test
    void throttle() {
        assertThat(Lines.of(
                        wanted(plan(HUNDRED, null, noStages())),
                        found(plan(new Throttle(9999, 200), null, noStages()))))
                .isEqualTo("""
                do: update p1
                    replace /throttle/rateLimit 100
                    replace /throttle/burstLimit 200 !revokes
                differs: throttle.rateLimit: 9999 (want 100)""");
        assertThat(Lines.of(
                        wanted(plan(new Throttle(0.5, 7), null, noStages())), found(plan(HUNDRED, null, noStages()))))
                .isEqualTo("""
                do: update p1
                    replace /throttle/rateLimit 0.5
                    replace /throttle/burstLimit 7 !revokes
                differs: throttle.rateLimit: 100 (want 0.5)
                differs: throttle.burstLimit: 200 (want 7)""");
    }

    @Test
    void throttleThatIsMissingOrTooMuch() {
        assertThat(Lines.of(wanted(plan(HUNDRED, null, noStages())), found(plan(null, null, noStages()))))
                .isEqualTo("""
                do: update p1
                    replace /throttle/rateLimit 100
                    replace /throttle/burstLimit 200 !revokes
                differs: throttle.rateLimit: none (want 100)
                differs: throttle.burstLimit: none (want 200)""");
        assertThat(Lines.of(wanted(plan(null, null, noStages())), found(plan(HUNDRED, null, noStages()))))
                .isEqualTo("""
                do: update p1
                    remove /throttle
                differs: throttle.rateLimit: 100 (want none)
                differs: throttle.burstLimit: 200 (want none)""");
    }

    @Test
    void quota() {
        var weekly = new Quota(70000, Quota.Period.WEEK);

        assertThat(Lines.of(wanted(plan(null, DAILY, noStages())), found(plan(null, weekly, noStages()))))
                .isEqualTo("""
                do: update p1
                    replace /quota/limit 5000
                    replace /quota/period DAY !revokes
                differs: quota: 70000 a week (want 5000 a day)""");
        assertThat(Lines.of(wanted(plan(null, null, noStages())), found(plan(null, DAILY, noStages()))))
                .isEqualTo("""
                do: update p1
                    remove /quota
                differs: quota: 5000 a day (want none)""");
    }

    /** Somebody set it by hand: it is drift of its own, and no period is refused because of it. */
    @Test
    void offset() {
        var shifted = new Quota(5000, Quota.Period.MONTH, 15);
        var monthly = new Quota(5000, Quota.Period.MONTH);

        assertThat(Lines.of(wanted(plan(null, monthly, noStages())), found(plan(null, shifted, noStages()))))
                .isEqualTo("""
                do: update p1
                    replace /quota/limit 5000
                    replace /quota/offset 0
                    replace /quota/period MONTH
                differs: quota.offset: 15 (want 0)""");
        assertThat(Lines.of(wanted(plan(null, DAILY, noStages())), found(plan(null, shifted, noStages()))))
                .isEqualTo("""
                do: update p1
                    replace /quota/limit 5000
                    replace /quota/offset 0
                    replace /quota/period DAY
                differs: quota: 5000 a month (want 5000 a day)
                differs: quota.offset: 15 (want 0)""");
        assertThat(monthly).as("what a status keeps a digest of").hasToString("Quota[limit=5000, period=MONTH]");
    }

    @Test
    void stagesThatComeAndGo() {
        var wanted = stages("prod", Map.of());
        wanted.putAll(stages("new", Map.of(new MethodKey("/", "GET"), new Throttle(5, 9))));
        var found = stages("prod", Map.of());
        found.putAll(stages("old", Map.of()));

        assertThat(Lines.of(wanted(plan(HUNDRED, null, wanted)), found(plan(HUNDRED, null, found))))
                .isEqualTo("""
                do: update p1
                    remove /apiStages a1b2c3:old
                    add /apiStages a1b2c3:new
                    replace /apiStages/a1b2c3:new/throttle {"//GET":{"rateLimit":5,"burstLimit":9}} !revokes
                differs: apiStages: a1b2c3:old; a1b2c3:prod (want a1b2c3:new; a1b2c3:prod)""");
        assertThat(Lines.of(
                        wanted(plan(HUNDRED, null, stages("prod", Map.of()))), found(plan(HUNDRED, null, noStages()))))
                .isEqualTo("""
                do: update p1
                    add /apiStages a1b2c3:prod
                differs: apiStages: none (want a1b2c3:prod)""");
    }

    @Test
    void methodLimits() {
        var get = new MethodKey("/orders/{id}", "GET");
        var post = new MethodKey("/orders", "POST");
        var wanted = stages("prod", Map.of(get, new Throttle(10, 20), post, new Throttle(0.5, 1)));
        var found = stages("prod", Map.of(get, new Throttle(5, 20)));

        assertThat(Lines.of(wanted(plan(null, null, wanted)), found(plan(null, null, found))))
                .isEqualTo("""
                do: update p1
                    remove /apiStages/a1b2c3:prod/throttle
                    replace /apiStages/a1b2c3:prod/throttle {"/orders/POST":{"rateLimit":0.5,"burstLimit":1},"/orders/{id}/GET":{"rateLimit":10,"burstLimit":20}} !revokes
                differs: apiStages[a1b2c3:prod].throttle: /orders/{id}/GET 5 a second, burst 20 (want /orders/POST 0.5 a second, burst 1; /orders/{id}/GET 10 a second, burst 20)""");
        assertThat(Lines.of(wanted(plan(null, null, stages("prod", Map.of()))), found(plan(null, null, found))))
                .isEqualTo("""
                do: update p1
                    remove /apiStages/a1b2c3:prod/throttle
                differs: apiStages[a1b2c3:prod].throttle: /orders/{id}/GET 5 a second, burst 20 (want none)""");
    }

    /** Five a minute is no decimal fraction, and AWS gives back what its own numbers make of it. */
    @Test
    void whatAwsRoundsIsNoDifference() {
        var get = new MethodKey("/orders", "GET");
        var wanted = plan(new Throttle(5 / 60.0, 7), null, stages("prod", Map.of(get, new Throttle(1 / 3600.0, 1))));
        var rounded =
                plan(new Throttle(0.0833333358, 7), null, stages("prod", Map.of(get, new Throttle(0.00027777778, 1))));

        assertThat(Lines.of(wanted(wanted), found(rounded))).isEmpty();
    }

    @Test
    void twoAnHourAreNotTakenForOne() {
        var wanted = plan(new Throttle(2 / 3600.0, 7), null, noStages());
        var found = plan(new Throttle(1 / 3600.0, 7), null, noStages());

        assertThat(Lines.of(wanted(wanted), found(found))).isEqualTo("""
                do: update p1
                    replace /throttle/rateLimit 0.0005555555555555556
                    replace /throttle/burstLimit 7
                differs: throttle.rateLimit: 0.0002777777777777778 (want 0.0005555555555555556)""");
    }

    /** Another edit does not send a rate again that AWS has already. */
    @Test
    void onlyWhatDiffersIsSent() {
        var get = new MethodKey("/orders", "GET");
        var post = new MethodKey("/orders", "POST");
        var wanted = plan(
                new Throttle(5 / 60.0, 7),
                DAILY,
                stages("prod", Map.of(get, new Throttle(5 / 60.0, 1), post, new Throttle(3, 4))));
        var found =
                plan(new Throttle(0.0833333358, 7), null, stages("prod", Map.of(get, new Throttle(0.0833333358, 1))));

        assertThat(Lines.of(wanted(wanted), found(found))).isEqualTo("""
                do: update p1
                    replace /quota/limit 5000
                    replace /quota/period DAY
                    remove /apiStages/a1b2c3:prod/throttle
                    replace /apiStages/a1b2c3:prod/throttle {"/orders/GET":{"rateLimit":0.0833333358,"burstLimit":1},"/orders/POST":{"rateLimit":3,"burstLimit":4}} !revokes
                differs: quota: none (want 5000 a day)
                differs: apiStages[a1b2c3:prod].throttle: /orders/GET 0.0833333358 a second, burst 1 (want /orders/GET 0.0833333358 a second, burst 1; /orders/POST 3 a second, burst 4)""");
    }

    @Test
    void everythingAtOnceIsOnePatch() {
        var found = new UsagePlan("aa-renamed", "edited", null, DAILY, stages("old", Map.of()));
        var wanted = plan(HUNDRED, null, stages("prod", Map.of(new MethodKey("/", "GET"), HUNDRED)));

        assertThat(Planner.plan(wanted(wanted), found(found)).changes())
                .singleElement()
                .isInstanceOfSatisfying(UsagePlanChange.UpdateUsagePlan.class, update -> {
                    assertThat(update.operations()).hasSize(8);
                    assertThat(update.plan()).isEqualTo(wanted);
                });
    }

    @Test
    void nobodyWantsItSoItsStagesGoFirst() {
        var plan = plan(HUNDRED, DAILY, stages("prod", Map.of(new MethodKey("/", "GET"), HUNDRED)));

        assertThat(Lines.of(ABSENT, found(plan))).isEqualTo("""
                do: update p1
                    remove /apiStages a1b2c3:prod !revokes
                do: delete usage plan p1 !revokes
                differs: usagePlan: there (want gone)""");
        assertThat(Lines.of(ABSENT, nothing())).isEmpty();
    }

    @Test
    void ofTwoWithOneMarkTheFirstByIdIsWorkedOnAndNobodyWantsEither() {
        var plan = plan(HUNDRED, null, noStages());
        var two = new Observed.Plan(
                List.of(new ExistingPlan("p2", plan), new ExistingPlan("p1", plan(null, null, noStages()))));

        assertThat(Lines.of(wanted(plan), two)).startsWith("do: update p1");
        assertThat(Lines.of(ABSENT, two)).isEqualTo("""
                do: delete usage plan p1 !revokes
                do: delete usage plan p2 !revokes
                differs: usagePlan: there (want gone)""");
    }

    private static Desired.Plan wanted(UsagePlan plan) {
        return new Desired.Plan(Samples.planUnit("gold"), plan, SAMPLE.tags());
    }

    private static Observed found(UsagePlan plan) {
        return new Observed.Plan(List.of(new ExistingPlan("p1", plan)));
    }

    private static Observed nothing() {
        return new Observed.Plan(List.of());
    }

    private static UsagePlan plan(
            @Nullable Throttle throttle,
            @Nullable Quota quota,
            SortedMap<ApiStage, SortedMap<MethodKey, Throttle>> stages) {
        return new UsagePlan(NAME, MARK, throttle, quota, stages);
    }

    private static SortedMap<ApiStage, SortedMap<MethodKey, Throttle>> stages(
            String stage, Map<MethodKey, Throttle> methods) {
        var stages = new TreeMap<ApiStage, SortedMap<MethodKey, Throttle>>();
        stages.put(new ApiStage("a1b2c3", stage), new TreeMap<>(methods));
        return stages;
    }

    private static SortedMap<ApiStage, SortedMap<MethodKey, Throttle>> noStages() {
        return new TreeMap<>();
    }
}
