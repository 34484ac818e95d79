// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import static dev.apiaccess.testing.Samples.absent;
import static dev.apiaccess.testing.Samples.plan;
import static dev.apiaccess.testing.Samples.planUnit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.desired.Desired;
import dev.apiaccess.model.ExistingPlan;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.Priority;
import dev.apiaccess.plan.Change;
import dev.apiaccess.world.View;
import java.time.Instant;
import java.util.List;
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
}
