// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.desired.Desired;
import dev.apiaccess.iam.Canonical;
import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.model.ExistingAlarm;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.ExistingPlan;
import dev.apiaccess.model.ExistingPolicy;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.testing.UnitArbitraries;
import dev.apiaccess.testing.UnitArbitraries.Case;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Where a plan leads, whatever is wanted and whatever is there. What it may never do is in {@link PlannerSafetyTest}. */
class PlannerLawsTest {

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void changesMadeOneByOneLeadToWhatIsWanted(@ForAll("cases") Case one) {
        var run = Run.of(one);

        if (run.unreadable()) {
            assertThat(run.made()).as(run.evidence()).isEmpty();
            assertThat(run.last().converged()).as(run.evidence()).isFalse();
        } else if (strangersHold(one)) {
            assertThat(run.last().changes())
                    .as("AWS refuses while strangers are attached: %s", run.evidence())
                    .singleElement()
                    .isInstanceOf(PolicyChange.DeletePolicy.class);
        } else {
            assertThat(run.refused()).as(run.evidence()).isNull();
            assertThat(run.last().converged()).as(run.evidence()).isTrue();
            assertThat(holds(one.desired(), run.end())).as(run.evidence()).isTrue();
        }
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void whatIsMadeInTheEndWasPlannedInTheBeginning(@ForAll("cases") Case one) {
        var run = Run.of(one);
        var planned = Planner.plan(one.desired(), one.observed()).changes();

        assertThat(run.made().stream().map(Change::operation).toList())
                .as(run.evidence())
                .isEqualTo(planned.stream()
                        .limit(run.made().size())
                        .map(Change::operation)
                        .toList());
        assertThat(planned.size() - run.made().size()).as(run.evidence()).isEqualTo(run.refused() == null ? 0 : 1);
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void whatIsAsItShallBeIsLeftAlone(@ForAll("cases") Case one) {
        assertThat(Planner.plan(one.desired(), as(one.desired()))).isEqualTo(Plan.NOTHING);
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void nothingToDoIsNothingToTellAndTheOtherWayRound(@ForAll("cases") Case one) {
        var plan = Planner.plan(one.desired(), one.observed());

        var onlyPrunes = !plan.changes().isEmpty()
                && plan.changes().stream().allMatch(PolicyChange.DeletePolicyVersion.class::isInstance);
        if (Run.of(one).unreadable()) {
            assertThat(plan.changes()).as("%s", one).isEmpty();
            assertThat(plan.differences()).as("%s", one).hasSize(1);
        } else if (onlyPrunes) {
            assertThat(plan.differences())
                    .as("%s", one)
                    .allMatch(line -> line.field().startsWith("version["));
        } else {
            assertThat(plan.changes().isEmpty())
                    .as("%s: %s", one, plan)
                    .isEqualTo(plan.differences().isEmpty());
        }
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void orderIsNoDifference(@ForAll("cases") Case one, @ForAll Random random) {
        var plan = Planner.plan(one.desired(), one.observed());
        var other = Planner.plan(shuffle(one.desired(), random), shuffle(one.observed(), random));

        assertThat(other.changes().stream().map(PlannerLawsTest::sent).toList())
                .as("%s", one)
                .isEqualTo(plan.changes().stream().map(PlannerLawsTest::sent).toList());
        assertThat(other.differences()).as("%s", one).containsExactlyInAnyOrderElementsOf(plan.differences());
    }

    @Provide
    Arbitrary<Case> cases() {
        return UnitArbitraries.cases();
    }

    /** Foreign attachments to a policy that nobody wants any more. */
    static boolean strangersHold(Case one) {
        return one.desired() instanceof Desired.Absent
                && one.observed() instanceof Observed.Policy(var existing, var _)
                && existing.filter(found -> found.policy().attachedTo().stream()
                                .anyMatch(it ->
                                        PlannerSafetyTest.foreign(one.desired().unit(), it)))
                        .isPresent();
    }

    /** Whether it is so, told without the planner. A second plan or key with the same mark is nobody's business. */
    private static boolean holds(Desired desired, Observed found) {
        return switch (desired) {
            case Desired.Policy policy ->
                found instanceof Observed.Policy(Optional<ExistingPolicy> existing, var _)
                        && existing.filter(one -> Canonical.sameMeaning(
                                                Objects.requireNonNull(
                                                        one.policy().document()),
                                                Objects.requireNonNull(
                                                        policy.policy().document()))
                                        && identities(one.policy().attachedTo())
                                                .containsAll(identities(
                                                        policy.policy().attachedTo()))
                                        && one.otherVersionIds().size() <= 1)
                                .isPresent();
            case Desired.Plan plan ->
                found instanceof Observed.Plan one
                        && one.first().orElseThrow().plan().equals(plan.plan());
            case Desired.Key key ->
                found instanceof Observed.Key one
                        && one.existing().stream()
                                .anyMatch(existing ->
                                        existing.key().equals(key.newest().key()));
            case Desired.Alarms alarms ->
                found instanceof Observed.Alarms one
                        && one.existing().stream()
                                .map(ExistingAlarm::alarm)
                                .collect(Collectors.toSet())
                                .equals(alarms.alarms().stream()
                                        .filter(wanted -> one.others().stream()
                                                .noneMatch(other -> other.id().equals(wanted.name())))
                                        .collect(Collectors.toSet()));
            case Desired.Api _ -> throw new AssertionError("RestApiLawsTest has the laws of APIs");
            case Desired.Absent _ -> found.absent();
            case Desired.Undecided _ -> true;
        };
    }

    private static Observed as(Desired desired) {
        return switch (desired) {
            case Desired.Policy policy ->
                new Observed.Policy(
                        Optional.of(new ExistingPolicy(policy.arn(), "ANPA1", "v3", List.of(), policy.policy())));
            case Desired.Plan plan -> new Observed.Plan(List.of(new ExistingPlan("plan1", plan.plan())));
            case Desired.Key key ->
                new Observed.Key(List.of(new ExistingKey("key1", key.newest().key())));
            case Desired.Alarms alarms ->
                new Observed.Alarms(alarms.alarms().stream()
                        .map(one -> new ExistingAlarm(one, "arn", "then"))
                        .toList());
            case Desired.Api api -> Observed.nothing(api.unit());
            case Desired.Absent absent -> Observed.nothing(absent.unit());
            case Desired.Undecided undecided -> Observed.nothing(undecided.unit());
        };
    }

    /** What goes to AWS, with documents by what they mean. */
    private static Object sent(Change change) {
        return switch (change) {
            case PolicyChange.CreatePolicyVersion version ->
                List.of(version.arn(), Canonical.of(version.document()), version.revokes());
            case PolicyChange.CreatePolicy create ->
                create.policy()
                        .withDocument(Canonical.of(
                                Objects.requireNonNull(create.policy().document())));
            default -> change;
        };
    }

    private static Desired shuffle(Desired desired, Random random) {
        if (desired instanceof Desired.Policy policy) {
            var document = Objects.requireNonNull(policy.policy().document());
            return new Desired.Policy(
                    policy.unit(),
                    policy.arn(),
                    policy.policy().withDocument(shuffle(document, random)),
                    policy.tags());
        }
        return desired;
    }

    private static Observed shuffle(Observed observed, Random random) {
        return switch (observed) {
            case Observed.Policy(var existing, var _) ->
                new Observed.Policy(existing.map(one -> {
                    var document = one.policy().document();
                    return document == null
                            ? one
                            : new ExistingPolicy(
                                    one.arn(),
                                    one.policyId(),
                                    one.defaultVersionId(),
                                    one.otherVersionIds(),
                                    one.policy().withDocument(shuffle(document, random)));
                }));
            case Observed.Plan plan -> new Observed.Plan(shuffle(plan.existing(), random));
            case Observed.Key key -> new Observed.Key(shuffle(key.existing(), random));
            case Observed.Alarms alarms -> alarms.with(shuffle(alarms.existing(), random), alarms.others());
            case Observed.Api api -> api;
        };
    }

    private static PolicyDocument shuffle(PolicyDocument document, Random random) {
        return document.withStatements(shuffle(document.statements(), random));
    }

    private static <T> List<T> shuffle(List<T> list, Random random) {
        var copy = new ArrayList<>(list);
        Collections.shuffle(copy, random);
        return copy;
    }

    private static java.util.Set<String> identities(java.util.Set<PrincipalRef> principals) {
        return principals.stream().map(PrincipalRef::identity).collect(Collectors.toSet());
    }
}
