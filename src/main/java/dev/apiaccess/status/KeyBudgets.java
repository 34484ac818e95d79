// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.desired.DesiredKeys;
import dev.apiaccess.intent.KeyIntent;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.snapshot.Snapshot;
import dev.apiaccess.status.QuotaWarning.Budget;
import dev.apiaccess.world.View;
import dev.apiaccess.world.World;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the keys of grants have used of the quotas of their plans. */
final class KeyBudgets {

    private final World world;

    KeyBudgets(World world) {
        this.world = world;
    }

    /** The budgets of a key, one for each plan with a quota of which the use is known. */
    List<Budget> of(KeyIntent intent, @Nullable String keyId, Snapshot snapshot) {
        return keyId == null
                ? List.of()
                : intent.plans().stream()
                        .flatMap(plan -> budget(plan, keyId, snapshot))
                        .toList();
    }

    private Stream<Budget> budget(UnitKey.PlanUnit plan, String keyId, Snapshot snapshot) {
        return DesiredKeys.planId(plan, snapshot)
                .flatMap(id -> world.readings().usage(plan.accountId(), plan.region(), id))
                .flatMap(usage ->
                        Optional.ofNullable(usage.keys().get(keyId)).map(used -> new Budget(plan, usage.quota(), used)))
                .stream();
    }

    /**
     * What the grant has to say of its quota.
     *
     * @param keyId the key in the consumer's hands
     * @param told what it says now: that stays until usage was read for the first time, so that a restart writes nothing
     */
    Optional<QuotaWarning> warning(
            KeyIntent intent, @Nullable String keyId, Optional<QuotaWarning> told, Snapshot snapshot) {
        return isRead(intent) ? QuotaWarning.of(of(intent, keyId, snapshot), others(intent, keyId, snapshot)) : told;
    }

    /** Whether usage was read where the key is. */
    boolean isRead(KeyIntent intent) {
        return world.readings().usage(intent.accountId(), intent.region()).isPresent();
    }

    private static boolean others(KeyIntent intent, @Nullable String keyId, Snapshot snapshot) {
        return snapshot.view(intent.unit()) instanceof View.Known known
                && known.observed() instanceof Observed.Key found
                && found.existing().stream()
                        .anyMatch(one -> one.key().enabled() && !one.id().equals(keyId));
    }
}
