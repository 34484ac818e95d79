// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.snapshot;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.intent.AccessIntent;
import dev.apiaccess.intent.AccessIntents;
import dev.apiaccess.intent.Places;
import dev.apiaccess.intent.Surroundings;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.model.PrincipalRef;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Caches the intents of policies across passes. A look at one object joins all objects that share the policy of its principal: without
 * a cache, a look at one of a thousand would check a thousand. An entry is valid for one version of the object in one state of its
 * surroundings. Whatever else the check asked is asked again before the entry is used; an answer that counted the other objects of the
 * namespace is not cached, since each of their statuses may change it.
 */
final class AccessMemory {

    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private final Map<String, SurroundingsState> states = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable List<String>> connections = new AtomicReference<>();

    /** States of accounts. */
    interface Accounts {

        /** The state from before the pass read anything of the account. */
        SurroundingsState.Account before(String accountId);

        /** Its state at this moment. */
        SurroundingsState.Account now(String accountId);
    }

    /**
     * A cached answer.
     *
     * @param around state of the surroundings
     * @param asked states of the accounts that were asked about
     * @param carried by account, whether principals that were asked for carried the policy of the namespace
     */
    private record Entry(
            String resourceVersion,
            SurroundingsState around,
            Map<String, SurroundingsState.Account> asked,
            Map<String, Map<PrincipalRef, Boolean>> carried,
            Verdict<AccessIntent> verdict) {

        boolean holds(String version, SurroundingsState state, Accounts accounts, Surroundings surroundings) {
            return resourceVersion.equals(version)
                    && around.equals(state)
                    && asked.entrySet().stream().allMatch(one -> one.getValue().equals(accounts.before(one.getKey())))
                    && carried.entrySet().stream()
                            .allMatch(account -> carry(
                                    account.getValue(), surroundings.accounts().get(account.getKey())));
        }

        private static boolean carry(Map<PrincipalRef, Boolean> answers, Surroundings.@Nullable Account account) {
            return account != null
                    && answers.entrySet().stream()
                            .allMatch(one -> account.slots().holding().test(one.getKey()) == one.getValue());
        }
    }

    /**
     * What a policy wants in its surroundings, from the cache where it is valid.
     *
     * @param state of the surroundings, taken before them
     * @param accounts an answer during which one that was asked about changed is not cached
     */
    Verdict<AccessIntent> of(
            ApiAccessPolicy policy, SurroundingsState state, Surroundings surroundings, Accounts accounts) {
        var uid = policy.getMetadata().getUid();
        var version = policy.getMetadata().getResourceVersion();
        if (uid == null || version == null) {
            return AccessIntents.of(policy, surroundings);
        }
        var known = entries.get(uid);
        if (known != null && known.holds(version, state, accounts, surroundings)) {
            return known.verdict();
        }
        var watched = new Watched();
        var verdict = AccessIntents.of(policy, watched.around(surroundings));
        var asked = watched.asked.stream().collect(Collectors.toMap(id -> id, accounts::before));
        if (watched.counted
                || asked.entrySet().stream().anyMatch(one -> !one.getValue().equals(accounts.now(one.getKey())))) {
            entries.remove(uid);
        } else {
            entries.put(uid, new Entry(version, state, asked, watched.carried, verdict));
        }
        return verdict;
    }

    /** The state itself, or an equal earlier one, so that later comparisons end at once. */
    SurroundingsState same(String namespace, SurroundingsState state) {
        return Objects.requireNonNull(states.compute(namespace, (_, before) -> state.equals(before) ? before : state));
    }

    /** The same of the connections, which all namespaces share. */
    List<String> same(List<String> now) {
        return Objects.requireNonNull(connections.updateAndGet(before -> now.equals(before) ? before : now));
    }

    /** Forgets the answers for objects that no longer exist. */
    void keepOnly(Collection<ApiAccessPolicy> policies) {
        var uids = new HashSet<String>();
        var namespaces = new HashSet<String>();
        for (var policy : policies) {
            uids.add(policy.getMetadata().getUid());
            namespaces.add(policy.getMetadata().getNamespace());
        }
        entries.keySet().retainAll(uids);
        states.keySet().retainAll(namespaces);
    }

    /** Records what a check asks beyond the state of the surroundings. */
    private static final class Watched {

        private final Set<String> asked = new HashSet<>();
        private final Map<String, Map<PrincipalRef, Boolean>> carried = new HashMap<>();
        private boolean counted;

        Surroundings around(Surroundings real) {
            Surroundings.Accounts accounts = id -> {
                asked.add(id);
                return account(id, real.accounts().get(id));
            };
            Places.Neighbours neighbours = (kind, held) -> {
                counted = true;
                return real.neighbours().of(kind, held);
            };
            return new Surroundings(real.namespace(), real.labels(), real.connections(), accounts, neighbours);
        }

        private Surroundings.@Nullable Account account(String id, Surroundings.@Nullable Account real) {
            return real == null
                    ? null
                    : real.withHolding(principal -> {
                        var holds = real.slots().holding().test(principal);
                        carried.computeIfAbsent(id, _ -> new HashMap<>()).put(principal, holds);
                        return holds;
                    });
        }
    }
}
