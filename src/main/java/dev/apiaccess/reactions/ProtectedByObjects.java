// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.reactions;

import dev.apiaccess.api.ApiProtection;
import dev.apiaccess.api.Reason;
import dev.apiaccess.intent.ProtectionIntent;
import dev.apiaccess.intent.StagesToRead;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.model.Place;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.snapshot.ObjectStore;
import dev.apiaccess.snapshot.Snapshot;
import dev.apiaccess.snapshot.Snapshots;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The APIs that objects protect, which a sweep reads whole. */
public final class ProtectedByObjects implements SweepWishes.Protections {

    private final ObjectStore objects;
    private final Snapshots snapshots;

    public ProtectedByObjects(ObjectStore objects, Snapshots snapshots) {
        this.objects = objects;
        this.snapshots = snapshots;
    }

    @Override
    public Set<String> apis(String accountId, String region) {
        var snapshot = snapshots.take();
        return objects.protections().stream()
                .flatMap(protection -> unit(protection, snapshot))
                .filter(unit ->
                        unit.accountId().equals(accountId) && unit.region().equals(region))
                .map(UnitKey.RestApiUnit::apiId)
                .collect(Collectors.toSet());
    }

    @Override
    public boolean logs(String accountId, String region) {
        return isWanted(protection -> Objects.nonNull(protection.getSpec().logging()), accountId, region);
    }

    @Override
    public boolean alarms(String accountId, String region) {
        return isWanted(KindHandlings::hasAlarms, accountId, region);
    }

    private boolean isWanted(Predicate<ApiProtection> wants, String accountId, String region) {
        var snapshot = snapshots.take();
        return objects.protections().stream()
                .filter(wants)
                .flatMap(protection -> unit(protection, snapshot))
                .anyMatch(unit ->
                        unit.accountId().equals(accountId) && unit.region().equals(region));
    }

    @Override
    public Map<String, Set<String>> authorizers(String accountId, String region) {
        var snapshot = snapshots.take();
        var names = new HashMap<String, Set<String>>();
        for (var protection : objects.protections()) {
            if (hasAuthorizers(protection)) {
                unit(protection, snapshot)
                        .filter(unit -> unit.accountId().equals(accountId)
                                && unit.region().equals(region))
                        .forEach(unit -> names.computeIfAbsent(unit.apiId(), _ -> new HashSet<>())
                                .addAll(named(protection)));
            }
        }
        return names;
    }

    /** Whether it has authorizers made, or had them: what is noted may still have to be taken away. */
    private static boolean hasAuthorizers(ApiProtection protection) {
        var status = protection.getStatus();
        return !protection.getSpec().authorizers().isEmpty()
                || !named(protection).isEmpty()
                || (status != null && !status.authorizers().isEmpty());
    }

    /** Those that its rules name: they may be of others, and have to be tried too. */
    private static Set<String> named(ApiProtection protection) {
        return protection.getSpec().rules().stream()
                .flatMap(rule -> Stream.ofNullable(rule.authorizer()))
                .collect(Collectors.toSet());
    }

    /** What it wants, else what it had: an object that cannot be had, or is deleted, may still have to take something back. */
    private static Stream<UnitKey.RestApiUnit> unit(ApiProtection protection, Snapshot snapshot) {
        return switch (snapshot.intent(protection)) {
            case Verdict.Wanted<ProtectionIntent>(var intent) -> Stream.of(intent.unit());
            case Verdict.Rejected<ProtectionIntent> rejected ->
                Stream.concat(
                        snapshot.protections().noted(protection).stream(),
                        rejected.reason() == Reason.Pending ? named(protection, snapshot) : Stream.empty());
        };
    }

    /** What it names, before the stages are read: with them all of it is, instead of with the next sweep. */
    private static Stream<UnitKey.RestApiUnit> named(ApiProtection protection, Snapshot snapshot) {
        var found = new HashMap<Place, Set<String>>();
        StagesToRead.of(
                protection.getSpec().api(),
                snapshot.around(protection.getMetadata().getNamespace()),
                found);
        return found.entrySet().stream()
                .flatMap(place -> place.getValue().stream()
                        .map(id -> new UnitKey.RestApiUnit(
                                place.getKey().accountId(), place.getKey().region(), id)));
    }
}
