// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.desired.Desired;
import dev.apiaccess.desired.DesiredState;
import dev.apiaccess.intent.KeyIntent;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.model.Priority;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.Planner;
import dev.apiaccess.snapshot.BoundUnits;
import dev.apiaccess.snapshot.Snapshot;
import dev.apiaccess.world.View;
import java.util.Optional;

/**
 * What is taken away although a grant cannot be met, is paused or goes: its key when the tenant withdraws, and plans that are deleted
 * by force or withdrawn themselves.
 */
public record KeyLosses(DesiredState desired) {

    /** Hands over what is to be taken away, if anything is. */
    void submit(ApiKeyGrant grant, Work work, Snapshot snapshot) {
        if (isDue(grant, snapshot)) {
            unit(grant, snapshot).ifPresent(unit -> work.submit(unit, Priority.REVOKE));
        }
    }

    boolean isDue(ApiKeyGrant grant, Snapshot snapshot) {
        return unit(grant, snapshot)
                .filter(unit -> desired.of(unit, snapshot) instanceof Desired.Key key
                        && snapshot.view(unit) instanceof View.Known known
                        && !Planner.plan(key, known.observed()).changes().isEmpty())
                .isPresent();
    }

    /** Whether the key of a grant is cut off, and there is one. */
    static boolean isWithdrawn(ApiKeyGrant grant, Snapshot snapshot) {
        return unit(grant, snapshot)
                .filter(unit -> snapshot.withdrawn(grant, unit)
                        && snapshot.view(unit) instanceof View.Known known
                        && !known.observed().absent())
                .isPresent();
    }

    /** The unit of a grant: the one that it wants, else the one it is bound to. */
    static Optional<UnitKey.KeyUnit> unit(ApiKeyGrant grant, Snapshot snapshot) {
        if (snapshot.intent(grant) instanceof Verdict.Wanted<KeyIntent>(var intent)) {
            return Optional.of(intent.unit());
        }
        var meta = grant.getMetadata();
        return BoundUnits.next(
                grant.getStatus(),
                (accountId, region) -> new UnitKey.KeyUnit(accountId, region, meta.getNamespace(), meta.getName()),
                snapshot);
    }
}
