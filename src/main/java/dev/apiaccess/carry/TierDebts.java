// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.carry;

import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.exec.QuotaCalls;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.KeyUsage;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Priority;
import dev.apiaccess.model.Quota;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.rotation.QuotaDebts;
import dev.apiaccess.snapshot.ObjectStore;
import dev.apiaccess.status.QuotaLedger;
import dev.apiaccess.world.View;
import dev.apiaccess.world.World;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Optional;

/** Computes the quota debt of a namespace's keys in a tier: from status, the view of AWS, and a read of AWS. */
final class TierDebts {

    /** A tier that has a key in its plan, with the quota that is carried over. */
    record Tier(UnitKey.UsagePlanUnit unit, ApiRateLimit limit, String planId, Quota quota) {

        String name() {
            return unit.namespace() + "/" + unit.name();
        }
    }

    private final ObjectStore objects;
    private final World world;
    private final QuotaCalls calls;
    private final Naming naming;

    TierDebts(ObjectStore objects, World world, QuotaCalls calls, Naming naming) {
        this.objects = objects;
        this.world = world;
        this.calls = calls;
        this.naming = naming;
    }

    /** The current debts; calls AWS. */
    QuotaDebts debts(UnitKey.ApiKeyUnit unit, Tier tier) throws InterruptedException {
        var keys = new HashMap<String, UnitKey.ApiKeyUnit>();
        var names = new HashMap<String, String>();
        for (var one : world.inventory().keysIn(unit.accountId(), tier.planId())) {
            if (one.namespace().equals(unit.namespace())
                    && world.view(one) instanceof View.Known known
                    && known.observed() instanceof Observed.Key found) {
                found.existing().stream()
                        .filter(key -> key.key().planIds().contains(tier.planId()))
                        .forEach(key -> {
                            keys.put(key.id(), one);
                            names.put(key.id(), key.key().name());
                        });
            }
        }
        var begins = calls.begin(tier.quota());
        var limit = objects.limit(tier.unit().namespace(), tier.unit().name()).orElse(tier.limit());
        var told = QuotaLedger.told(limit, unit.namespace(), begins);
        var usage = calls.read(unit, tier.planId(), tier.quota(), keys.keySet(), Priority.USER_CHANGE);
        return new QuotaDebts(
                tier.quota().limit(),
                told.map(QuotaLedger::used).orElse(0L),
                keys.entrySet().stream()
                        .map(entry -> {
                            var used = usage.getOrDefault(
                                    entry.getKey(),
                                    new KeyUsage(entry.getKey(), 0, tier.quota().limit()));
                            return new QuotaDebts.Key(
                                    entry.getKey(),
                                    entry.getValue().name(),
                                    revision(entry.getValue(), names.getOrDefault(entry.getKey(), "")),
                                    used.used(),
                                    used.left(),
                                    told.filter(one -> one.counted().contains(entry.getKey()))
                                            .isPresent());
                        })
                        .toList());
    }

    /** The key that follows another of its grant in a usage plan; a key that joins later is charged then. */
    Optional<String> successor(UnitKey.ApiKeyUnit unit, ExistingKey key, Observed.Key all, String planId) {
        var own = revision(unit, key.key().name());
        return all.existing().stream()
                .filter(one -> one.key().planIds().contains(planId))
                .filter(one -> revision(unit, one.key().name()) > own)
                .max(Comparator.comparingInt(one -> revision(unit, one.key().name())))
                .map(ExistingKey::id);
    }

    private int revision(UnitKey.ApiKeyUnit unit, String name) {
        return naming.keyRevision(unit.namespace(), unit.name(), name).orElse(0);
    }

    /** Whether a key is in a usage plan, as far as is known. */
    boolean isIn(UnitKey.ApiKeyUnit unit, String planId, String keyId) {
        return world.view(unit) instanceof View.Known known
                && known.observed() instanceof Observed.Key found
                && found.existing().stream()
                        .anyMatch(one ->
                                one.id().equals(keyId) && one.key().planIds().contains(planId));
    }

    /** Whether the usage of a key is part of that of gone keys in its tier's status. */
    boolean isCounted(Tier tier, String namespace, String keyId) {
        return QuotaLedger.isCounted(tier.limit(), namespace, calls.begin(tier.quota()), keyId);
    }

    /** Whether keys of a namespace that are gone have used something. */
    boolean owes(Tier tier, String namespace) {
        return QuotaLedger.told(tier.limit(), namespace, calls.begin(tier.quota()))
                .filter(one -> QuotaLedger.used(one) > 0)
                .isPresent();
    }

    /** The tier of a plan. */
    Optional<Tier> of(UnitKey.ApiKeyUnit unit, String planId) {
        return world.gateway(unit.accountId(), unit.region()).stream()
                .flatMap(slice -> slice.plans().keySet().stream())
                .filter(plan -> planId(plan).filter(planId::equals).isPresent())
                .findFirst()
                .flatMap(this::of);
    }

    /** The tier of a unit, when its quota is carried over; a tier being deleted takes its quota along. */
    Optional<Tier> of(UnitKey.UsagePlanUnit plan) {
        return objects.limit(plan.namespace(), plan.name())
                .filter(limit -> !limit.isMarkedForDeletion())
                .flatMap(limit -> QuotaLedger.quota(limit)
                        .flatMap(quota -> planId(plan).map(id -> new Tier(plan, limit, id, quota))));
    }

    private Optional<String> planId(UnitKey.UsagePlanUnit plan) {
        return world.view(plan) instanceof View.Known known && known.observed() instanceof Observed.Plan found
                ? found.first().map(existing -> existing.id())
                : Optional.empty();
    }
}
