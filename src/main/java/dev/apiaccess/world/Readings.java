// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.world;

import dev.apiaccess.model.Place;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is read beside the listings: what keys used of their quotas, which methods are deployed and under which resource policy, and what
 * else decides about calls of principals. Nothing is written because of it.
 */
public final class Readings {

    private final Clock clock;
    private final Map<Place, UsageSlice> usage = new ConcurrentHashMap<>();
    private final Map<Place, MethodSlice> methods = new ConcurrentHashMap<>();
    private final Map<Place, ExportSlice> exports = new ConcurrentHashMap<>();
    private final Map<String, HeldSlice> held = new ConcurrentHashMap<>();

    Readings(Clock clock) {
        this.clock = clock;
    }

    public void publish(UsageSlice slice) {
        usage.put(new Place(slice.accountId(), slice.region()), slice);
    }

    public void publish(MethodSlice slice) {
        methods.put(new Place(slice.accountId(), slice.region()), slice);
    }

    public void publish(ExportSlice slice) {
        exports.put(new Place(slice.accountId(), slice.region()), slice);
    }

    public void publish(HeldSlice slice) {
        held.put(slice.accountId(), slice);
    }

    /** The last reading of deployed resource policies, empty before the first. */
    public Optional<ExportSlice> exports(String accountId, String region) {
        return Optional.ofNullable(exports.get(new Place(accountId, region)));
    }

    /** The last reading of what principals have, empty before the first. */
    public Optional<HeldSlice> held(String accountId) {
        return Optional.ofNullable(held.get(accountId));
    }

    /** The last reading of deployed methods, empty before the first. */
    public Optional<MethodSlice> methods(String accountId, String region) {
        return Optional.ofNullable(methods.get(new Place(accountId, region)));
    }

    /** The last reading of usage, empty before the first. */
    public Optional<UsageSlice> usage(String accountId, String region) {
        return Optional.ofNullable(usage.get(new Place(accountId, region)));
    }

    /** What our keys have used of a plan's quota in the current period; empty when it is not known. */
    public Optional<PlanUsage> usage(String accountId, String region, String planId) {
        var today = today();
        return usage(accountId, region).map(slice -> slice.plans().get(planId)).filter(plan -> plan.runs(today));
    }

    /** The known usage of the plans of an account. */
    public List<PlanUsage> usages(String accountId) {
        var today = today();
        return usage.values().stream()
                .filter(slice -> slice.accountId().equals(accountId))
                .flatMap(slice -> slice.plans().values().stream())
                .filter(plan -> plan.runs(today))
                .toList();
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    void forget(String accountId) {
        usage.keySet().removeIf(place -> place.accountId().equals(accountId));
        methods.keySet().removeIf(place -> place.accountId().equals(accountId));
        exports.keySet().removeIf(place -> place.accountId().equals(accountId));
        held.remove(accountId);
    }
}
