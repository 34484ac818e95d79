// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.desired.DesiredKeys;
import dev.apiaccess.intent.KeyIntent;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.snapshot.Snapshot;
import dev.apiaccess.status.QuotaWarning.Budget;
import dev.apiaccess.world.PlanUsage;
import dev.apiaccess.world.View;
import dev.apiaccess.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the keys of a grant have used of the quotas of their plans.
 *
 * @param isRead whether usage was read where the keys are
 * @param plans whose use is known
 * @param keys that AWS has
 */
public record KeyBudgets(boolean isRead, List<OfPlan> plans, List<ExistingKey> keys) {

    /** The use of one plan. */
    public record OfPlan(UnitKey.UsagePlanUnit plan, PlanUsage usage) {}

    static KeyBudgets of(KeyIntent intent, World world, Snapshot snapshot) {
        var plans = new ArrayList<OfPlan>();
        for (var plan : intent.plans()) {
            DesiredKeys.planId(plan, snapshot)
                    .flatMap(id -> world.readings().usage(plan.accountId(), plan.region(), id))
                    .ifPresent(usage -> plans.add(new OfPlan(plan, usage)));
        }
        return new KeyBudgets(
                world.readings().usage(intent.accountId(), intent.region()).isPresent(),
                List.copyOf(plans),
                snapshot.view(intent.unit()) instanceof View.Known known
                                && known.observed() instanceof Observed.Key found
                        ? found.existing()
                        : List.of());
    }

    /** The budgets of a key, one for each plan with a quota of which the use is known. */
    List<Budget> of(@Nullable String keyId) {
        return keyId == null
                ? List.of()
                : plans.stream()
                        .flatMap(one -> Optional.ofNullable(one.usage().keys().get(keyId))
                                .map(used -> new Budget(one.plan(), one.usage().quota(), used))
                                .stream())
                        .toList();
    }

    /**
     * The quota warning of the grant.
     *
     * @param keyId the key in the consumer's hands
     * @param told the present warning: it stays until usage was read for the first time, so that a restart writes nothing
     */
    Optional<QuotaWarning> warning(@Nullable String keyId, Optional<QuotaWarning> told) {
        return isRead ? QuotaWarning.of(of(keyId), others(keyId)) : told;
    }

    private boolean others(@Nullable String keyId) {
        return keys.stream().anyMatch(one -> one.key().enabled() && !one.id().equals(keyId));
    }
}
