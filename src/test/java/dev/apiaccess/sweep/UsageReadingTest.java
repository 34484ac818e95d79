// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.sweep;

import static dev.apiaccess.testing.Samples.NAMING;
import static dev.apiaccess.testing.Samples.key;
import static dev.apiaccess.testing.Samples.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.exec.ExecBench;
import dev.apiaccess.model.KeyUsage;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.Quota;
import dev.apiaccess.model.UsagePlan;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.testing.ManualClock;
import dev.apiaccess.world.PlanUsage;
import dev.apiaccess.world.World;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class UsageReadingTest {

    private static final Quota MONTH = new Quota(100, Quota.Period.MONTH);
    private final ExecBench bench = new ExecBench(1000, Duration.ZERO);
    private final ManualClock clock = new ManualClock();
    private final LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    private final LocalDate first = today.withDayOfMonth(1);
    private final World world = new World(clock, Duration.ZERO);
    private final UsageReading reading = new UsageReading(bench.accounts, world, clock);

    @BeforeEach
    void begin() throws InterruptedException {
        bench.sweep();
        bench.bring(plan("gold", 100, "prod"));
        bench.bring(plan("free", 100, "test"));
        quota("gold", MONTH);
        bench.bring(key("mobile", true, id("gold")));
        bench.bring(key("web", true, id("gold")));
        bench.bring(key("late", true, id("gold")));
        bench.bring(key("off", false, id("gold")));
        bench.bring(key("partner", true, id("free")));
        list();
    }

    @AfterEach
    void end() {
        bench.close();
    }

    @Test
    void oneCallForAPlanWithAQuotaAndKeysThatWork() throws Exception {
        quota("free", null);
        bench.aws.gateway().used(id("gold"), keyId("mobile"), 85, 15);
        bench.aws.gateway().used(id("gold"), keyId("off"), 100, 0);
        bench.aws.gateway().used(id("gold"), "aValueOfSomebody", 100, 0);

        read();

        assertThat(bench.aws.calls().count(Operation.GET_USAGE)).isEqualTo(1);
        assertThat(usage("gold"))
                .isEqualTo(new PlanUsage(MONTH, first, Map.of(keyId("mobile"), new KeyUsage(keyId("mobile"), 85, 15))));
        assertThat(world.readings().usages(FakeAws.ACCOUNT)).hasSize(1);
    }

    @Test
    void theDaysOfThePeriodAreAskedForPageByPage() throws Exception {
        for (var name : new String[] {"mobile", "web", "late"}) {
            bench.aws.gateway().used(id("gold"), keyId(name), 1, 99);
        }

        read();

        assertThat(bench.aws.calls().made())
                .as("pages of two")
                .map(Object::toString)
                .containsExactly(
                        "GetUsage " + id("gold") + " " + first + " " + today,
                        "GetUsage " + id("gold") + " " + first + " " + today);
        assertThat(Objects.requireNonNull(usage("gold")).keys()).hasSize(3);
    }

    @Test
    void aPlanOfWhichOnlyKeysAreSwitchedOffIsLeftOut() throws Exception {
        for (var name : new String[] {"mobile", "web", "late"}) {
            bench.bring(key(name, false, id("gold")));
        }
        list();

        read();

        assertThat(bench.aws.calls().count(Operation.GET_USAGE)).isZero();
    }

    @Test
    void whatWasKnownStaysWhenAwsRefusesButNotBeyondItsPeriod() throws Exception {
        bench.aws.gateway().used(id("gold"), keyId("mobile"), 85, 15);
        read();
        var known = usage("gold");
        quota("free", MONTH);
        list();
        bench.aws.calls().forget();
        bench.aws.calls().failBefore(Operation.GET_USAGE, AwsFailure.Kind.ACCESS_DENIED);

        read();

        assertThat(known).isNotNull();
        assertThat(usage("gold")).isEqualTo(known);
        assertThat(bench.aws.calls().count(Operation.GET_USAGE))
                .as("refused once, so the other plan was not asked for")
                .isEqualTo(1);
        clock.advance(Duration.ofDays(31));
        assertThat(usage("gold")).isNull();
        assertThat(world.readings().usages(FakeAws.ACCOUNT)).isEmpty();
    }

    private void read() throws InterruptedException {
        reading.read(bench.account("main"), FakeAws.REGION);
    }

    private @Nullable PlanUsage usage(String plan) {
        return world.readings().usage(FakeAws.ACCOUNT, FakeAws.REGION, id(plan)).orElse(null);
    }

    private void quota(String name, @Nullable Quota quota) {
        var plan = Objects.requireNonNull(bench.aws.gateway().plans().get(id(name)));
        bench.aws
                .gateway()
                .editByHand(
                        id(name),
                        new UsagePlan(plan.name(), plan.description(), plan.throttle(), quota, plan.stages()));
    }

    private void list() throws InterruptedException {
        world.publish(new Listing(bench.accounts, NAMING, world::moment, world::idsOf)
                .gateway(bench.account("main"), FakeAws.REGION, Set.of(), List.of()));
        bench.aws.calls().forget();
    }

    private String id(String plan) {
        return bench.aws.gateway().plans().entrySet().stream()
                .filter(one -> one.getValue().name().contains("-" + plan + "-"))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    private String keyId(String grant) {
        return bench.aws.gateway().keys().entrySet().stream()
                .filter(one -> one.getValue().name().contains("-" + grant + "-"))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }
}
