// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.apiaccess.desired.Desired;
import dev.apiaccess.iam.Effect;
import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.model.ApiStage;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.ExistingPlan;
import dev.apiaccess.model.ExistingPolicy;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Quota;
import dev.apiaccess.model.Quota.Period;
import dev.apiaccess.model.Throttle;
import dev.apiaccess.model.UsagePlan;
import dev.apiaccess.testing.Samples;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What takes access away, and therefore goes before everything that gives some. */
class RevokesTest {

    private static final MethodKey GET = new MethodKey("/orders", "GET");
    private static final MethodKey POST = new MethodKey("/orders", "POST");

    static Stream<Arguments> documents() {
        var allow = Samples.allow("aaone", "/orders");
        var wide = Samples.allow("aaone", "/{all+}");
        var other = Samples.allow("aatwo", "/quotes");
        var deny = Samples.statement("aadeny", Effect.DENY, "/orders");
        return Stream.of(
                arguments("another Allow", List.of(allow), List.of(allow, other), false),
                arguments("an Allow less", List.of(allow, other), List.of(allow), true),
                arguments("a narrower Allow", List.of(wide), List.of(allow), true),
                arguments("a Deny more", List.of(allow), List.of(allow, deny), true),
                arguments("a Deny less", List.of(allow, deny), List.of(allow), false),
                arguments("another order", List.of(allow, other), List.of(other, allow), false));
    }

    @ParameterizedTest(name = "{0} revokes: {3}")
    @MethodSource("documents")
    void aNewVersion(
            String what,
            List<dev.apiaccess.iam.Statement> found,
            List<dev.apiaccess.iam.Statement> wanted,
            boolean revokes) {
        var sample = Samples.policy("/orders");
        var desired = new Desired.Policy(
                sample.unit(), sample.arn(), sample.policy().withDocument(PolicyDocument.of(wanted)), sample.tags());
        var policy = sample.policy().withDocument(PolicyDocument.of(found));

        var plan = Planner.plan(
                desired,
                new Observed.Policy(Optional.of(new ExistingPolicy(sample.arn(), "ANPA1", "v1", List.of(), policy))));

        assertThat(plan.revokes()).as("%s: %s", what, plan).isEqualTo(revokes);
    }

    static Stream<Arguments> limits() {
        var ten = new Throttle(10, 20);
        var slower = new Throttle(9.5, 20);
        var shorter = new Throttle(10, 19);
        return Stream.of(
                arguments("a lower rate", limits(ten, null), limits(slower, null), true),
                arguments("a higher rate", limits(slower, null), limits(ten, null), false),
                arguments("a smaller burst", limits(ten, null), limits(shorter, null), true),
                arguments("a throttle where none was", limits(null, null), limits(ten, null), true),
                arguments("no throttle any more", limits(ten, null), limits(null, null), false),
                arguments("a smaller quota", limits(ten, per(Period.DAY, 100)), limits(ten, per(Period.DAY, 99)), true),
                arguments("a larger quota", limits(ten, per(Period.DAY, 99)), limits(ten, per(Period.DAY, 100)), false),
                arguments("a quota where none was", limits(ten, null), limits(ten, per(Period.DAY, 100)), true),
                arguments("no quota any more", limits(ten, per(Period.DAY, 100)), limits(ten, null), false),
                arguments(
                        "the same number for a longer period",
                        limits(ten, per(Period.DAY, 100)),
                        limits(ten, per(Period.MONTH, 100)),
                        true),
                arguments(
                        "more, but for a much longer period",
                        limits(ten, per(Period.WEEK, 700)),
                        limits(ten, per(Period.MONTH, 1000)),
                        true),
                arguments(
                        "as much a day, counted by the week",
                        limits(ten, per(Period.DAY, 100)),
                        limits(ten, per(Period.WEEK, 700)),
                        false),
                arguments(
                        "the same number for a shorter period",
                        limits(ten, per(Period.MONTH, 100)),
                        limits(ten, per(Period.DAY, 100)),
                        false),
                arguments(
                        "more in all, but less at once",
                        limits(ten, per(Period.MONTH, 1000)),
                        limits(ten, per(Period.DAY, 100)),
                        true),
                arguments("a stage less", on("prod", ten, Map.of()), limits(ten, null), true),
                arguments("a stage more", limits(ten, null), on("prod", ten, Map.of(GET, slower)), false),
                arguments("another name", limits(ten, null), named("aa-renamed", limits(ten, null)), false),
                arguments(
                        "a tighter method limit",
                        on("prod", null, Map.of(GET, ten)),
                        on("prod", null, Map.of(GET, slower)),
                        true),
                arguments(
                        "a looser method limit",
                        on("prod", null, Map.of(GET, shorter)),
                        on("prod", null, Map.of(GET, ten)),
                        false),
                arguments(
                        "a limit for a method that had none",
                        on("prod", null, Map.of()),
                        on("prod", null, Map.of(POST, ten)),
                        true),
                arguments(
                        "a limit for a method that is tighter than the plan's",
                        on("prod", ten, Map.of()),
                        on("prod", ten, Map.of(POST, slower)),
                        true),
                arguments(
                        "a limit for a method that is as the plan's",
                        on("prod", ten, Map.of()),
                        on("prod", ten, Map.of(POST, ten)),
                        false),
                arguments(
                        "no limit of a method any more",
                        on("prod", null, Map.of(GET, ten)),
                        on("prod", null, Map.of()),
                        false),
                arguments(
                        "no limit of a method any more, and a tighter one of the plan",
                        on("prod", slower, Map.of(GET, ten)),
                        on("prod", slower, Map.of()),
                        true));
    }

    @ParameterizedTest(name = "{0} revokes: {3}")
    @MethodSource("limits")
    void anUpdateOfAUsagePlan(String what, UsagePlan found, UsagePlan wanted, boolean revokes) {
        var sample = Samples.plan("gold", 1);

        var plan = Planner.plan(
                new Desired.Plan(sample.unit(), wanted, sample.tags()),
                new Observed.Plan(List.of(new ExistingPlan("p1", found))));

        assertThat(plan.changes()).as(what).hasSize(1);
        assertThat(plan.revokes()).as("%s: %s", what, plan).isEqualTo(revokes);
    }

    @Test
    void disablingAndTakingOutAndDeletingKeys() {
        var enabled = Samples.key("app", true, "gold");
        var disabled = Samples.key("app", false, "gold");
        var nowhere = Samples.key("app", true);

        assertThat(Planner.plan(disabled, found(enabled)).revokes()).isTrue();
        assertThat(Planner.plan(nowhere, found(enabled)).revokes()).isTrue();
        assertThat(Planner.plan(Samples.absent(enabled.unit()), found(disabled)).revokes())
                .isTrue();
        assertThat(Planner.plan(enabled, found(disabled)).revokes()).isFalse();
        assertThat(Planner.plan(enabled, found(nowhere)).revokes()).isFalse();
        assertThat(Planner.plan(enabled, new Observed.Key(List.of())).revokes()).isFalse();
    }

    private static Observed found(Desired.Key key) {
        return new Observed.Key(List.of(new ExistingKey("k1", key.newest().key())));
    }

    private static Quota per(Period period, int limit) {
        return new Quota(limit, period);
    }

    private static UsagePlan limits(@Nullable Throttle throttle, @Nullable Quota quota) {
        return new UsagePlan("aa-gold", "mark", throttle, quota, new TreeMap<>());
    }

    private static UsagePlan named(String name, UsagePlan plan) {
        return new UsagePlan(name, plan.description(), plan.throttle(), plan.quota(), plan.stages());
    }

    private static UsagePlan on(String stage, @Nullable Throttle throttle, Map<MethodKey, Throttle> methods) {
        var stages = new TreeMap<ApiStage, SortedMap<MethodKey, Throttle>>();
        stages.put(new ApiStage("a1b2c3", stage), new TreeMap<>(methods));
        return new UsagePlan("aa-gold", "mark", throttle, null, stages);
    }
}
