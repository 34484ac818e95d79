// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import dev.apiaccess.call.Accounts;
import dev.apiaccess.call.Caller;
import dev.apiaccess.model.ExistingAuthorizer;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.Change;
import dev.apiaccess.plan.Effects;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.sweep.AuthorizerReading;
import dev.apiaccess.world.View;
import dev.apiaccess.world.World;

/** Tries an authorizer right after it was made: no method comes under it before it answered. */
final class AuthorizerTrials {

    private final Accounts accounts;
    private final World world;

    AuthorizerTrials(Accounts accounts, World world) {
        this.accounts = accounts;
        this.world = world;
    }

    /** Waits for the turn of the trial and notes what came of it; one that failed to be made is made by a later read. */
    void attempt(Accounts.Account account, UnitKey unit, Change change, ExistingAuthorizer made, Caller caller)
            throws InterruptedException {
        if (!(unit instanceof UnitKey.RestApiUnit api)) {
            return;
        }
        ExistingAuthorizer tried;
        try {
            tried = made.tried(new AuthorizerReading(accounts, account, api, caller).attempt(made));
        } catch (AwsFailure _) {
            return;
        }
        if (world.view(unit) instanceof View.Known known) {
            world.note(unit, Effects.after(known.observed(), change, new Effects.Answer.Authorized(tried)));
        }
    }
}
