// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.state;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The API Gateway of one account in one region. Guarded by the account's lock. */
public final class GatewayState {
    private final Map<String, RestApi> apis;
    private final Map<String, UsagePlan> plans;
    private final Map<String, ApiKey> keys;
    private final Map<String, String> idsByValue;
    private final Map<String, Map<String, Instant>> members = new LinkedHashMap<>();
    private final Usage usage;
    private long sequence;
    private @Nullable String loggingRole;

    /** An empty region. */
    public GatewayState() {
        apis = new LinkedHashMap<>();
        plans = new LinkedHashMap<>();
        keys = new LinkedHashMap<>();
        idsByValue = new LinkedHashMap<>();
        usage = new Usage();
    }

    private GatewayState(GatewayState other) {
        apis = new LinkedHashMap<>(other.apis);
        plans = new LinkedHashMap<>(other.plans);
        keys = new LinkedHashMap<>(other.keys);
        idsByValue = new LinkedHashMap<>(other.idsByValue);
        other.members.forEach((plan, ids) -> members.put(plan, new LinkedHashMap<>(ids)));
        sequence = other.sequence;
        loggingRole = other.loggingRole;
        usage = other.usage;
    }

    /** The same content at this moment, unaffected by later changes. */
    public GatewayState copy() {
        return new GatewayState(this);
    }

    /** The next number of creation. */
    public long next() {
        return ++sequence;
    }

    /** The role that API Gateway writes logs with here, null when nobody named one. */
    public @Nullable String loggingRole() {
        return loggingRole;
    }

    /** Names the role that API Gateway writes logs with, null for none. */
    public void loggingRole(@Nullable String arn) {
        loggingRole = arn;
    }

    /** What keys have used; the same counters for copies. */
    public Usage usage() {
        return usage;
    }

    /** REST APIs by id. */
    public Map<String, RestApi> apis() {
        return apis;
    }

    /** Usage plans by id. */
    public Map<String, UsagePlan> plans() {
        return plans;
    }

    /** API keys by id, oldest first. */
    public Map<String, ApiKey> keys() {
        return keys;
    }

    /** The keys of a plan by id, with the time they were added. */
    public Map<String, Instant> members(String planId) {
        return members.computeIfAbsent(planId, ignored -> new LinkedHashMap<>());
    }

    /** The plans a key belongs to. */
    public List<UsagePlan> plansOf(String keyId) {
        return plans.values().stream()
                .filter(p -> members(p.id()).containsKey(keyId))
                .toList();
    }

    /** A key by its value. */
    public Optional<ApiKey> keyByValue(String value) {
        return Optional.ofNullable(idsByValue.get(value)).map(keys::get);
    }

    /** Stores a new or changed API. */
    public void put(RestApi api) {
        apis.put(api.id(), api);
    }

    /** Stores a new or changed plan. */
    public void put(UsagePlan plan) {
        plans.put(plan.id(), plan);
    }

    /** Stores a new or changed key. */
    public void put(ApiKey key) {
        keys.put(key.id(), key);
        idsByValue.put(key.value(), key.id());
    }

    /** Removes a key and its memberships. */
    public void remove(ApiKey key) {
        keys.remove(key.id());
        idsByValue.remove(key.value());
        members.values().forEach(ids -> ids.remove(key.id()));
    }

    /** Removes a plan and its memberships. */
    public void removePlan(String planId) {
        plans.remove(planId);
        members.remove(planId);
    }
}
