// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.keys;

import dev.apiaccess.carry.QuotaCarry;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.rotation.SettleTimes;
import dev.apiaccess.status.KeyMemory;
import dev.apiaccess.status.KeysSeen;
import dev.apiaccess.status.NotCarried;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What this process remembers of keys: since when they are in their plans, and which quota was taken from them. */
public record RememberedKeys(Settling settling, QuotaCarry carry) implements KeyMemory {

    @Override
    public SettleTimes times(UnitKey.ApiKeyUnit unit) {
        return settling.of(unit);
    }

    @Override
    public long now() {
        return settling.now();
    }

    @Override
    public boolean isReady(UnitKey.ApiKeyUnit unit, List<UnitKey.UsagePlanUnit> plans, String keyId, boolean replaces) {
        return carry.isReady(unit, plans, keyId, replaces);
    }

    @Override
    public boolean isBack(UnitKey.ApiKeyUnit unit, UnitKey.UsagePlanUnit plan, String keyId) {
        return carry.isBack(unit, plan, keyId);
    }

    @Override
    public Optional<Instant> again(UnitKey.ApiKeyUnit unit) {
        return carry.again(unit);
    }

    @Override
    public Optional<NotCarried> lacks(UnitKey.ApiKeyUnit unit, String keyId) {
        return carry.lacks(unit, keyId);
    }

    /** Remembers what an assessment saw, and starts what it asked for. */
    void note(KeysSeen seen) {
        switch (seen) {
            case KeysSeen.There(var unit, var times, var charges, var ids) -> {
                settling.keep(unit, times);
                carry.keepOnly(unit, ids);
                charges.forEach(charge -> carry.begin(unit, charge));
            }
            case KeysSeen.Leaving(var unit) -> {
                settling.forget(unit);
                carry.forget(unit);
            }
        }
    }

    /** Drops keys whose grants are gone: a grant whose finalizer was removed by hand gets no last reconcile. */
    public void keepOnly(Predicate<UnitKey.ApiKeyUnit> there) {
        settling.keepOnly(there);
        carry.keepOnly(there);
    }
}
