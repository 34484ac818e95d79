// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import dev.apiaccess.call.Accounts;
import dev.apiaccess.call.Caller;
import dev.apiaccess.desired.Desired;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.ApiKeyChange;
import dev.apiaccess.world.World;
import java.util.Optional;

/**
 * Reads one unit directly: after an answer that left the effect open, before the first write to an unproven thing, and right before a
 * deletion. Reads the tags too, which show what is ours.
 */
final class UnitReader {

    private final Accounts accounts;
    private final Naming naming;
    private final World world;

    UnitReader(Accounts accounts, Naming naming, World world) {
        this.accounts = accounts;
        this.naming = naming;
        this.world = world;
    }

    /**
     * @param sent a key that an import of ours may have made
     * @param doubted whether the view may be wrong; otherwise only proven things are read and the view of the others, of which there may be
     *     any number, stays
     * @throws ForeignThing when another thing has the unit's name
     */
    Observed read(
            Accounts.Account account,
            Desired desired,
            Observed known,
            Optional<ApiKeyChange.CreateApiKey> sent,
            boolean doubted,
            Caller caller)
            throws InterruptedException {
        var read = new SingleRead(accounts, naming, world, account, doubted, caller);
        return switch (desired.unit()) {
            case UnitKey.PolicyUnit unit -> ManagedPolicyReader.read(read, unit);
            case UnitKey.ClaimUnit unit -> ManagedPolicyReader.read(read, unit);
            case UnitKey.UsagePlanUnit unit ->
                UsagePlanReader.read(read, unit, known.as(Observed.Plan.class, unit.text()));
            case UnitKey.RestApiUnit unit ->
                RestApiReader.read(read, unit, desired, known.as(Observed.Api.class, unit.text()));
            case UnitKey.AlarmUnit unit -> AlarmReader.read(read, unit);
            case UnitKey.ApiKeyUnit unit ->
                ApiKeyReader.read(read, unit, desired, known.as(Observed.Key.class, unit.text()), sent);
        };
    }
}
