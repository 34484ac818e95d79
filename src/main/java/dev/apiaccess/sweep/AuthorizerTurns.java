// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.sweep;

import dev.apiaccess.call.Accounts;
import dev.apiaccess.call.Caller;
import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.ExistingAuthorizer;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.world.View;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** What one look asks of authorizers, and which of them it tries. */
final class AuthorizerTurns {

    private final Accounts accounts;
    private final Accounts.Account account;
    private final Map<String, Set<String>> named;
    private final Function<UnitKey, View> view;
    private final TrialRotation rotation;

    /**
     * @param named by API id, names of the authorizers that objects have or name there
     * @param view what is known of a unit now, our own writes included
     * @param rotation whose turn it is
     */
    AuthorizerTurns(
            Accounts accounts,
            Accounts.Account account,
            Map<String, Set<String>> named,
            Function<UnitKey, View> view,
            TrialRotation rotation) {
        this.accounts = accounts;
        this.account = account;
        this.named = named;
        this.view = view;
        this.rotation = rotation;
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

    /** What is carried over of an API, with its authorizers where an object asks for them and they may be read by now. */
    ExistingApi again(UnitKey.RestApiUnit unit, ExistingApi api) throws InterruptedException {
        if (!asks(unit) || !api.unreadAuthorizers()) {
            return api;
        }
        try {
            return reading(unit).read(api, quest(unit, Map.of()));
        } catch (AwsFailure _) {
            return api;
        }
    }

    /**
     * Tries authorizers that did not answer yet, as many as a look may; also those of APIs that are carried over, since what methods wait for
     * is changed elsewhere.
     *
     * @return the APIs of which some were tried
     */
    Map<UnitKey.RestApiUnit, ExistingApi> attempt(String region, Map<UnitKey.RestApiUnit, ExistingApi> apis)
            throws InterruptedException {
        var waiting = new HashSet<TrialRotation.One>();
        apis.forEach((unit, api) -> {
            var quest = quest(unit, Map.of());
            if (asks(unit)) {
                api.authorizers().values().stream()
                        .filter(quest::awaits)
                        .forEach(one -> waiting.add(new TrialRotation.One(unit, one.id())));
            }
        });
        var tried = new HashMap<UnitKey.RestApiUnit, ExistingApi>();
        for (var next : rotation.next(account.accountId(), region, waiting)) {
            var api = Objects.requireNonNull(tried.getOrDefault(next.unit(), apis.get(next.unit())));
            var authorizers = new TreeMap<>(api.authorizers());
            var one = Objects.requireNonNull(authorizers.get(next.id()));
            rotation.tried(next);
            try {
                authorizers.put(one.id(), one.tried(reading(next.unit()).attempt(one)));
            } catch (AwsFailure _) {
                return tried;
            }
            tried.put(next.unit(), api.withAuthorizers(authorizers));
        }
        return tried;
    }

    private AuthorizerReading reading(UnitKey.RestApiUnit unit) {
        return new AuthorizerReading(accounts, account, unit, Caller.SWEEP);
    }

    /** Nothing is tried while an API is read: whose turn it is shows when all are. */
    private AuthorizerReading.Quest quest(UnitKey.RestApiUnit unit, Map<String, ExistingAuthorizer> known) {
        return new AuthorizerReading.Quest(asks(unit), named.getOrDefault(unit.apiId(), Set.of()), known, 0);
    }
}
