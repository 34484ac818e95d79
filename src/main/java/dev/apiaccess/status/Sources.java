// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.CommonSpec;
import dev.apiaccess.api.ObjectStatus;
import dev.apiaccess.desired.DesiredState;
import dev.apiaccess.intent.Stance;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.snapshot.DeletionBrake;
import dev.apiaccess.snapshot.ObjectStore;
import dev.apiaccess.snapshot.Snapshot;
import dev.apiaccess.snapshot.Snapshots;
import dev.apiaccess.world.World;
import io.fabric8.kubernetes.client.CustomResource;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;

/** What every look uses: the view of its pass, the desired state of units, and the results of writing them. */
public record Sources(
        ObjectStore objects, Snapshots snapshots, World world, DesiredState desired, Attempts attempts, Clock clock) {

    /** Everything as of now; for one pass of one thread. */
    Snapshot take() {
        return snapshots.take();
    }

    /** The brake that holds deletions. */
    DeletionBrake brake() {
        return snapshots.endings().brake();
    }

    Instant now() {
        return clock.instant();
    }

    /** The results of writing units. Asked last: what is seen of AWS may be older than an attempt, never younger. */
    Tried tried(Collection<? extends UnitKey> units) {
        return Tried.of(units, attempts);
    }

    <O extends CustomResource<? extends CommonSpec, ? extends ObjectStatus>, I> Situation<O, I> situation(
            O object, Verdict<I> verdict, Stance<I> stance, Collection<? extends UnitKey> units, Snapshot snapshot) {
        var status = object.getStatus();
        return new Situation<>(
                object,
                verdict,
                stance,
                snapshot.unread(object, status, verdict),
                // Nothing is taken back of what is admitted now.
                snapshot.withdrawal(object, stance.enforced() ? null : status),
                tried(units),
                now());
    }
}
