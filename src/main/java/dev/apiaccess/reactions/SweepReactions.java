// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.reactions;

import dev.apiaccess.kube.KeySecrets;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.port.KeptValues;
import dev.apiaccess.sweep.Sweeper;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;

/** Wakes objects after a sweep, and notes its results. */
public final class SweepReactions implements Sweeper.Listener {

    private static final int MOST_COMPARED = 100;

    private final Wakes wakes;
    private final SweepNotes notes;
    private final SweepComparison comparison;
    private final KeySecrets secrets;
    private final Observer observer;
    private final Clock clock;

    public SweepReactions(
            Wakes wakes,
            SweepNotes notes,
            SweepComparison comparison,
            KeySecrets secrets,
            Observer observer,
            Clock clock) {
        this.wakes = wakes;
        this.notes = notes;
        this.comparison = comparison;
        this.secrets = secrets;
        this.observer = observer;
        this.clock = clock;
    }

    @Override
    public void ended(String accountId, boolean complete, Duration took) {
        observer.swept(complete, took);
        wakes.overdue(accountId);
    }

    @Override
    public void swept(String accountId, String region) {
        notes.results().succeeded(accountId, region);
        notes.readTimes().complete(accountId, region, clock.instant());
        wakes.found(comparison.due(accountId));
    }

    /** Values that no grant waits for are compared a few with each listing, so that a restart is no flood of reads. */
    @Override
    public BiFunction<UnitKey.ApiKeyUnit, String, List<KeptValues.Kept>> kept() {
        var left = new AtomicInteger(MOST_COMPARED);
        return (unit, id) ->
                secrets.toCompare(unit.namespace(), unit.name(), id, () -> left.getAndDecrement() > 0).stream()
                        .map(one -> new KeptValues.Kept(one.value(), one.told()))
                        .toList();
    }

    @Override
    public void used(String accountId) {
        wakes.found(comparison.quotaTurned(accountId));
    }

    @Override
    public void deployed(String accountId) {
        wakes.found(comparison.effectTurned(accountId));
    }

    @Override
    public void failed(String accountId, String region, AwsFailure failure) {
        if (notes.results().failed(accountId, region, failure)) {
            // Objects in a region that AWS denies report it.
            wakes.found(comparison.due(accountId));
        }
        wakes.connectionsTo(accountId);
    }
}
