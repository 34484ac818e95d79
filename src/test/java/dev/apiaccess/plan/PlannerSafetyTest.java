// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.desired.Desired;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.ExistingPlan;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.testing.UnitArbitraries;
import dev.apiaccess.testing.UnitArbitraries.Case;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * What no plan does, whatever is wanted and whatever is there. That no version is a sixth, none in force is deleted, no plan is
 * deleted with stages and no key while it works is refused by the {@link Witness}, so every {@link Run} shows it.
 */
class PlannerSafetyTest {

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void awsRefusesNothingButToDeleteWhatStrangersAreAttachedTo(@ForAll("cases") Case one) {
        var run = Run.of(one);

        assertThat(run.refused() == null || PlannerLawsTest.strangersHold(one))
                .as(run.evidence())
                .isTrue();
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void onlyWhatIsThereIsDestroyed(@ForAll("cases") Case one) {
        var there = ids(one.observed());

        for (var change : Planner.plan(one.desired(), one.observed()).changes()) {
            if (change.destroys() || change instanceof PolicyChange.DeletePolicyVersion) {
                assertThat(there).as("%s of %s", change.text(), one).containsAll(target(change));
            }
        }
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void strangersAreNeverDetached(@ForAll("policies") Case one) {
        var run = Run.of(one);

        for (var change : run.made()) {
            if (change instanceof PolicyChange.DetachPolicy detach) {
                assertThat(foreign(one.desired().unit(), detach.principal()))
                        .as(run.evidence())
                        .isFalse();
                assertThat(one.desired() instanceof Desired.Absent || leaves(one.desired()))
                        .as(run.evidence())
                        .isTrue();
            }
        }
    }

    /** Whether a policy shall stay and leave the principal that it is for. */
    private static boolean leaves(Desired desired) {
        return desired instanceof Desired.Policy policy
                && policy.unit() instanceof UnitKey.PolicyUnit unit
                && policy.policy().attachedTo().stream()
                        .noneMatch(one -> one.identity().equals(unit.principal().identity()));
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void policiesAndUsagePlansAreDeletedOnlyWhenNobodyWantsThem(@ForAll("cases") Case one) {
        var plan = Planner.plan(one.desired(), one.observed());

        if (!(one.desired() instanceof Desired.Absent)) {
            assertThat(plan.changes())
                    .as("%s", one)
                    .noneMatch(change -> change instanceof PolicyChange.DeletePolicy
                            || change instanceof UsagePlanChange.DeleteUsagePlan);
        }
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void aUsagePlanCostsOneCreationOrOneUpdate(@ForAll("plans") Case one) {
        var changes = Planner.plan(one.desired(), one.observed()).changes();

        if (one.desired() instanceof Desired.Absent) {
            for (var existing : ((Observed.Plan) one.observed()).existing()) {
                assertThat(changes)
                        .as("%s", one)
                        .filteredOn(change -> change instanceof UsagePlanChange.UpdateUsagePlan update
                                && update.planId().equals(existing.id()))
                        .hasSizeLessThanOrEqualTo(1);
            }
        } else {
            assertThat(changes).as("%s", one).hasSizeLessThanOrEqualTo(1);
        }
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void accessIsTakenAwayBeforeMoreIsGiven(@ForAll("keys") Case one) {
        var changes = Planner.plan(one.desired(), one.observed()).changes();

        var given = false;
        for (var change : changes) {
            given |= change instanceof ApiKeyChange.AddKeyToPlan
                    || change instanceof ApiKeyChange.CreateApiKey
                    || (change instanceof ApiKeyChange.UpdateApiKey update && !update.revokes() && enables(update));
            assertThat(given && change.revokes())
                    .as("%s\nof %s", changes.stream().map(Change::text).toList(), one)
                    .isFalse();
        }
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void theValueOfAKeyIsInNoText(@ForAll("keys") Case one) {
        if (one.desired() instanceof Desired.Key desired) {
            var plan = Planner.plan(one.desired(), one.observed());

            assertThat(plan.toString() + desired)
                    .doesNotContain(
                            desired.newest().value().read().orElseThrow().reveal());
            assertThat(plan.changes())
                    .allSatisfy(change -> assertThat(change.text())
                            .doesNotContain(desired.newest()
                                    .value()
                                    .read()
                                    .orElseThrow()
                                    .reveal()));
            assertThat(plan.differences())
                    .allSatisfy(line -> assertThat(line.text())
                            .doesNotContain(desired.newest()
                                    .value()
                                    .read()
                                    .orElseThrow()
                                    .reveal()));
        }
    }

    @Provide
    Arbitrary<Case> cases() {
        return UnitArbitraries.cases();
    }

    @Provide
    Arbitrary<Case> policies() {
        return UnitArbitraries.policies();
    }

    @Provide
    Arbitrary<Case> plans() {
        return UnitArbitraries.plans();
    }

    @Provide
    Arbitrary<Case> keys() {
        return UnitArbitraries.keys();
    }

    /** Whether somebody else attached the policy of a unit to this principal; a claim is attached to nobody by us. */
    static boolean foreign(UnitKey unit, PrincipalRef attached) {
        return !(unit instanceof UnitKey.PolicyUnit policy
                && policy.principal().identity().equals(attached.identity()));
    }

    private static boolean enables(ApiKeyChange.UpdateApiKey update) {
        return update.operations().stream()
                .anyMatch(operation -> operation.path().equals("/enabled") && "true".equals(operation.value()));
    }

    private static List<String> target(Change change) {
        return switch (change) {
            case PolicyChange.DeletePolicy delete -> List.of(delete.arn());
            case PolicyChange.DetachPolicy detach ->
                List.of(detach.arn(), detach.principal().text());
            case PolicyChange.DeletePolicyVersion version -> List.of(version.arn(), version.versionId());
            case UsagePlanChange.DeleteUsagePlan delete -> List.of(delete.planId());
            case ApiKeyChange.DeleteApiKey delete -> List.of(delete.keyId());
            case AlarmChange.DeleteAlarms delete -> delete.names();
            default -> throw new AssertionError(change.text() + " is not known to destroy");
        };
    }

    private static Set<String> ids(Observed observed) {
        var ids = new HashSet<String>();
        switch (observed) {
            case Observed.Policy(var existing, var _) ->
                existing.ifPresent(one -> {
                    ids.add(one.arn());
                    ids.addAll(one.otherVersionIds());
                    // Once there is another default, which the witness sees to.
                    ids.add(one.defaultVersionId());
                    one.policy().attachedTo().forEach(principal -> ids.add(principal.text()));
                });
            case Observed.Plan plan ->
                plan.existing().stream().map(ExistingPlan::id).forEach(ids::add);
            case Observed.Key key ->
                key.existing().stream().map(ExistingKey::id).forEach(ids::add);
            case Observed.Alarms alarms -> alarms.existing().forEach(one -> ids.add(one.id()));
            case Observed.Api api -> ids.addAll(api.ids());
        }
        return ids;
    }
}
