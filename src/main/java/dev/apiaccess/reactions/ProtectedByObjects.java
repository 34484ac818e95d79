// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.reactions;

import dev.apiaccess.api.ApiProtection;
import dev.apiaccess.intent.ProtectionIntent;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.snapshot.ObjectStore;
import dev.apiaccess.snapshot.Snapshot;
import dev.apiaccess.snapshot.Snapshots;
import java.util.Objects;
import java.util.Set;
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
        var snapshot = snapshots.take();
        return objects.protections().stream()
                .filter(protection -> Objects.nonNull(protection.getSpec().logging()))
                .flatMap(protection -> unit(protection, snapshot))
                .anyMatch(unit ->
                        unit.accountId().equals(accountId) && unit.region().equals(region));
    }

    /** What it wants, else what it had: an object that cannot be had, or is deleted, may still have to take something back. */
    private static Stream<UnitKey.RestApiUnit> unit(ApiProtection protection, Snapshot snapshot) {
        return snapshot.intent(protection) instanceof Verdict.Wanted<ProtectionIntent>(var intent)
                ? Stream.of(intent.unit())
                : snapshot.protections().noted(protection).stream();
    }
}
