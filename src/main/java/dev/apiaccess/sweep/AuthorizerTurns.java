// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.sweep;

import dev.apiaccess.call.Accounts;
import dev.apiaccess.call.Caller;
import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.ExistingAuthorizer;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.world.View;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** What one look asks of authorizers, with the trials that it has for all APIs together. */
final class AuthorizerTurns {

    /** How many authorizers one look tries: each calls a function. */
    private static final int MOST_TRIALS = 50;

    private final Accounts accounts;
    private final Accounts.Account account;
    private final Map<String, Set<String>> named;
    private final Function<UnitKey, View> view;
    private final AtomicInteger left = new AtomicInteger(MOST_TRIALS);

    /**
     * @param named by API id, names of the authorizers that objects have or name there
     * @param view what is known of a unit now, our own writes included
     */
    AuthorizerTurns(
            Accounts accounts, Accounts.Account account, Map<String, Set<String>> named, Function<UnitKey, View> view) {
        this.accounts = accounts;
        this.account = account;
        this.named = named;
        this.view = view;
    }

    /** Whether an object has authorizers in an API, or names some. */
    boolean asks(UnitKey.RestApiUnit unit) {
        return named.containsKey(unit.apiId());
    }

    /**
     * That of a whole read of an API.
     *
     * @param before what the last one read; the executor knows more, which tries those that it makes
     */
    AuthorizerReading.Quest quest(UnitKey.RestApiUnit unit, Optional<ExistingApi> before) {
        var known = view.apply(unit) instanceof View.Known seen && seen.observed() instanceof Observed.Api api
                ? api.first().or(() -> before)
                : before;
        return quest(
                unit,
                known.<Map<String, ExistingAuthorizer>>map(ExistingApi::authorizers)
                        .orElse(Map.of()));
    }

    /** What is carried over of an API. That methods wait for an authorizer is changed elsewhere, so those are tried all the same. */
    ExistingApi again(UnitKey.RestApiUnit unit, ExistingApi api) throws InterruptedException {
        return asks(unit)
                ? api.withAuthorizers(new AuthorizerReading(accounts, account, unit, Caller.SWEEP)
                        .again(api.authorizers(), quest(unit, Map.of())))
                : api;
    }

    private AuthorizerReading.Quest quest(UnitKey.RestApiUnit unit, Map<String, ExistingAuthorizer> known) {
        return new AuthorizerReading.Quest(asks(unit), named.getOrDefault(unit.apiId(), Set.of()), known, left);
    }
}
