// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import static dev.apiaccess.testing.Samples.absent;
import static dev.apiaccess.testing.Samples.plan;
import static dev.apiaccess.testing.Samples.planUnit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.desired.Desired;
import dev.apiaccess.iam.ActionSet;
import dev.apiaccess.iam.Effect;
import dev.apiaccess.iam.PrincipalSet;
import dev.apiaccess.iam.ResourceSet;
import dev.apiaccess.iam.Statement;
import dev.apiaccess.model.DeployedApi;
import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.ExistingPlan;
import dev.apiaccess.model.ListedApi;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.Priority;
import dev.apiaccess.model.RestApi;
import dev.apiaccess.model.ShownStage;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.Change;
import dev.apiaccess.plan.Planner;
import dev.apiaccess.protect.StageWish;
import dev.apiaccess.protect.Wanted;
import dev.apiaccess.world.View;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What comes next in a try follows from how things stand. */
class AttemptTest {

    private static final Desired.Plan GOLD = plan("gold", 100, "prod");
    private static final Observed NOTHING = new Observed.Plan(List.of());
    private static final Observed MADE =
            new Observed.Plan(List.of(new ExistingPlan("p1", GOLD.plan()).withTags(GOLD.tags())));

    private final Attempt attempt = new Attempt();

    @Test
    void nothingIsDoneOnWhatIsNotKnown() {
        assertThat(next(new Attempt.Now(
                        new Desired.Undecided(planUnit("gold"), "later"), known(NOTHING), true, false, false)))
                .isEqualTo(new Step.Idle("later"));
        assertThat(next(new Attempt.Now(GOLD, known(NOTHING), false, false, false)))
                .isInstanceOfSatisfying(
                        Step.Idle.class, idle -> assertThat(idle.why()).contains("no usable connection"));
        assertThat(next(new Attempt.Now(GOLD, new View.Unknown(), true, false, false)))
                .isInstanceOfSatisfying(
                        Step.Idle.class, idle -> assertThat(idle.why()).contains("for the first time"));
    }

    @Test
    void whatIsMissingIsMadeAndWhatIsThereIsDone() {
        assertThat(operation(next(now(GOLD, NOTHING)))).isEqualTo(Operation.CREATE_USAGE_PLAN);
        assertThat(next(now(GOLD, MADE))).isEqualTo(new Step.Done());
    }

    @Test
    void whatMayBeWrongIsLookedAtOnce() {
        var doubtful = new Attempt.Now(GOLD, known(MADE), true, false, true);

        assertThat(next(doubtful)).isEqualTo(new Step.Look(MADE, Priority.USER_CHANGE));
        attempt.looked();
        assertThat(next(doubtful)).isEqualTo(new Step.Done());
    }

    @Test
    void aLookComesBeforeWhatDestroys() {
        var gone = now(absent(planUnit("gold")), MADE);

        assertThat(next(gone)).isEqualTo(new Step.Look(MADE, Priority.REVOKE));
        attempt.looked();
        assertThat(next(gone))
                .isInstanceOfSatisfying(
                        Step.Make.class,
                        make -> assertThat(make.plan().changes())
                                .extracting(Change::operation)
                                .endsWith(Operation.DELETE_USAGE_PLAN));
    }

    @Test
    void aCallThatMayHaveMadeItIsRepeatedWithoutALookOnlyWhereThatIsSafe() {
        var doubtful = new Attempt.Now(GOLD, known(NOTHING), true, false, true);

        assertThat(attempt.next(doubtful, Priority.USER_CHANGE, _ -> true)).isInstanceOf(Step.Make.class);
        assertThat(attempt.next(doubtful, Priority.USER_CHANGE, _ -> false)).isInstanceOf(Step.Look.class);
    }

    @Test
    void whatIsHeldWaitsWithItsReason() {
        var make = (Step.Make) next(now(GOLD, NOTHING));
        attempt.hold(make.plan().changes().getFirst(), "something else first");

        assertThat(next(now(GOLD, NOTHING))).isEqualTo(new Step.Wait("something else first"));
        assertThat(attempt.holdsNothing()).isFalse();
    }

    @Test
    void afterTheWaitOnlyTheSameOperationIsStillNext() {
        var planned = first(next(now(GOLD, NOTHING)));

        assertThat(attempt.stillNext(now(GOLD, NOTHING), planned)).isPresent();
        assertThat(attempt.stillNext(now(plan("gold", 200, "prod"), NOTHING), planned))
                .as("an edit that came meanwhile goes along")
                .hasValueSatisfying(make -> assertThat(first(make)).isNotEqualTo(planned));
        assertThat(attempt.stillNext(now(GOLD, MADE), planned))
                .as("it is there")
                .isEmpty();
        assertThat(attempt.stillNext(now(absent(planUnit("gold")), MADE), planned))
                .as("it shall go, and nobody has looked")
                .isEmpty();
    }

    private Step next(Attempt.Now now) {
        return attempt.next(now, Priority.USER_CHANGE, _ -> false);
    }

    private static Attempt.Now now(Desired wanted, Observed found) {
        return new Attempt.Now(wanted, known(found), true, false, false);
    }

    private static View known(Observed found) {
        return new View.Known(found, Instant.EPOCH, true);
    }

    private static Change first(Step step) {
        return ((Step.Make) step).plan().changes().getFirst();
    }

    private static Operation operation(Step step) {
        return first(step).operation();
    }

    @Test
    void whatIsMadeOfWhatOthersWriteTooIsReadForOnceMoreAfterEachWrite() {
        var api = ListedApi.of(new RestApi("a1b2c3", "orders"));
        var found = new Observed.Api(List.of(new ExistingApi(
                api,
                new TreeMap<>(),
                new TreeMap<>(Map.of("prod", ShownStage.of("d0"))),
                new TreeMap<>(Map.of("d0", new DeployedApi(Map.of(), api.policy()))),
                List.of(),
                "d0",
                Map.of())));
        var fence = Statement.of(
                        "aa0123456789abcde0123456789ab",
                        Effect.DENY,
                        ActionSet.of("execute-api:Invoke"),
                        ResourceSet.of("arn:aws:execute-api:eu-west-1:111122223333:a1b2c3/prod/*"),
                        List.of())
                .withPrincipals(PrincipalSet.everyone());
        var fenced = now(
                new Desired.Api(
                        new UnitKey.RestApiUnit("111122223333", "eu-west-1", "a1b2c3"),
                        new Wanted(
                                new TreeMap<>(),
                                new TreeMap<>(),
                                new TreeMap<>(),
                                List.of(fence),
                                new TreeSet<>(Set.of("prod")),
                                true,
                                ""),
                        StageWish.NONE),
                found);

        assertThat(next(fenced)).isInstanceOf(Step.Look.class);
        attempt.looked();
        assertThat(operation(next(fenced))).isEqualTo(Operation.UPDATE_REST_API);
        attempt.wrote();
        assertThat(next(fenced)).isInstanceOf(Step.Look.class);
        assertThat(attempt.stillNext(
                        fenced, Planner.plan(fenced.wanted(), found).changes().getFirst()))
                .isEmpty();
    }
}
