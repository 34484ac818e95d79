// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.desired.ClusterClaim;
import dev.apiaccess.desired.DesiredKeys;
import dev.apiaccess.desired.DesiredState;
import dev.apiaccess.measure.Effectiveness;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.Settings;
import dev.apiaccess.snapshot.DeletionBrake;
import dev.apiaccess.snapshot.ObjectStore;
import dev.apiaccess.snapshot.OrphanRevocation;
import dev.apiaccess.snapshot.Reach;
import dev.apiaccess.snapshot.Snapshots;
import dev.apiaccess.world.SweepResults;
import dev.apiaccess.world.World;
import java.time.Clock;

/**
 * From objects and what is known of AWS to the desired state of each unit and the status of each object. It has neither Kubernetes nor
 * threads, so the operator and tests build the same chain on different foundations.
 */
public final class Chain {

    /**
     * What is known.
     *
     * @param stored what is stored of keys
     */
    public record Known(
            ObjectStore objects, World world, Reach reach, StoredKeys stored, Settings settings, Clock clock) {}

    /**
     * The results of earlier actions.
     *
     * @param attempts at writing
     * @param keys what is remembered of them
     * @param ledger what deleted keys have used
     * @param sweeps what could not be read
     * @param readTimes when accounts were read
     */
    public record Past(
            Attempts attempts, KeyMemory keys, QuotaLedger ledger, SweepResults sweeps, ReadTimes readTimes) {}

    private final Known known;
    private final ClusterClaim claims;
    private final Snapshots snapshots;
    private final DesiredState desired;
    private final Effectiveness effectiveness;

    public Chain(Known known) {
        this.known = known;
        var naming = new Naming(known.settings().clusterId());
        claims = new ClusterClaim(known.world(), naming);
        snapshots = new Snapshots(known.objects(), known.world(), known.reach(), known.settings(), known.clock());
        var revocation = new OrphanRevocation(known.objects(), known.world(), known.settings(), known.clock());
        var keys = new DesiredKeys(known.objects(), snapshots.endings(), naming, known.stored()::seen, revocation);
        effectiveness = new Effectiveness(known.world());
        desired = new DesiredState(known.objects(), snapshots, known.world(), claims, naming, keys);
    }

    public Snapshots snapshots() {
        return snapshots;
    }

    /** The desired state of units. */
    public DesiredState desired() {
        return desired;
    }

    /** What is kept of measured rules. */
    public Effectiveness effectiveness() {
        return effectiveness;
    }

    /** The brake that holds mass deletions. */
    public DeletionBrake brake() {
        return snapshots.endings().brake();
    }

    /** The looks that decide the status of objects, which also depends on earlier actions. */
    public ObjectLooks looks(Past past) {
        var settings = known.settings();
        var sources = new Sources(known.objects(), snapshots, known.world(), desired, past.attempts(), known.clock());
        return new ObjectLooks(
                new PolicyLook(sources, effectiveness, settings),
                new LimitLook(sources, past.ledger(), settings),
                new GrantLook(sources, known.stored(), past.keys(), settings),
                new ProtectionLook(sources, settings),
                new ConnectionLook(sources, known.reach(), claims, past.sweeps(), past.readTimes(), settings));
    }
}
