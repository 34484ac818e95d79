// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.kube.KeySecrets;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.port.KeptValues;
import dev.apiaccess.status.Looks;
import dev.apiaccess.sweep.Sweeper;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** What a sweep wakes, and what is noted of it. */
final class SweepReactions implements Sweeper.Listener {

    private static final int MOST_COMPARED = 100;

    private final Caches caches;
    private final SweepNotes notes;
    private final SweepComparison comparison;
    private final KeySecrets secrets;
    private final Observer observer;
    private final Clock clock;

    SweepReactions(
            Caches caches,
            SweepNotes notes,
            SweepComparison comparison,
            KeySecrets secrets,
            Observer observer,
            Clock clock) {
        this.caches = caches;
        this.notes = notes;
        this.comparison = comparison;
        this.secrets = secrets;
        this.observer = observer;
        this.clock = clock;
    }

    @Override
    public void ended(String accountId, boolean complete, Duration took) {
        observer.swept(complete, took);
        connections(accountId)
                .filter(connection -> Looks.toldOverdue(connection.getStatus()))
                .forEach(caches::wake);
    }

    @Override
    public void swept(String accountId, String region) {
        notes.results().succeeded(accountId, region);
        notes.looks().complete(accountId, region, clock.instant());
        comparison.restless(accountId).forEach(caches::wake);
    }

    /** Of those that nobody waits for, a few with each listing: a restart is no flood of reads. */
    @Override
    public BiFunction<UnitKey.KeyUnit, String, List<KeptValues.Kept>> kept() {
        var left = new AtomicInteger(MOST_COMPARED);
        return (unit, id) ->
                secrets.toCompare(unit.namespace(), unit.name(), id, () -> left.getAndDecrement() > 0).stream()
                        .map(one -> new KeptValues.Kept(one.value(), one.told()))
                        .toList();
    }

    @Override
    public void used(String accountId) {
        comparison.quotaTurned(accountId).forEach(caches::wake);
    }

    @Override
    public void deployed(String accountId) {
        comparison.effectTurned(accountId).forEach(caches::wake);
    }

    @Override
    public void failed(String accountId, String region, AwsFailure failure) {
        if (notes.results().failed(accountId, region, failure)) {
            // Objects in a region that AWS denies say so.
            comparison.restless(accountId).forEach(caches::wake);
        }
        connections(accountId).forEach(caches::wake);
    }

    private Stream<AwsConnection> connections(String accountId) {
        return caches.connections().stream()
                .filter(connection -> connection.getSpec().accountId().equals(accountId));
    }
}
