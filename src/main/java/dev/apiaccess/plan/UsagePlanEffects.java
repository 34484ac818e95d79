// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

import dev.apiaccess.model.ExistingPlan;
import dev.apiaccess.model.Observed;
import dev.apiaccess.plan.Effects.Answer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A usage plan after a change of it succeeded. */
final class UsagePlanEffects {

    private UsagePlanEffects() {}

    static Observed after(Observed.Plan before, UsagePlanChange change, Answer answer) {
        return switch (change) {
            case UsagePlanChange.CreateUsagePlan _
            when answer instanceof Answer.Made(ExistingPlan made) ->
                before.with(Stream.concat(before.existing().stream(), Stream.of(made))
                        .toList());
            case UsagePlanChange.CreateUsagePlan _ ->
                throw new IllegalArgumentException(answer + " answers nothing: " + change.text());
            case UsagePlanChange.UpdateUsagePlan update ->
                edit(before, update.planId(), found -> found.withPlan(update.plan()));
            case UsagePlanChange.TagUsagePlan tag -> edit(before, tag.planId(), found -> found.withTags(tag.tags()));
            case UsagePlanChange.DeleteUsagePlan delete ->
                before.with(before.existing().stream()
                        .filter(one -> !one.id().equals(delete.planId()))
                        .toList());
        };
    }

    private static Observed edit(Observed.Plan before, String planId, UnaryOperator<ExistingPlan> edit) {
        return before.with(before.existing().stream()
                .map(one -> one.id().equals(planId) ? edit.apply(one) : one)
                .toList());
    }
}
