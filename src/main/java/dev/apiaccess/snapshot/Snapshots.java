// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.snapshot;

import dev.apiaccess.model.Settings;
import dev.apiaccess.world.World;
import java.time.Clock;

/** Takes snapshots: of the informers' objects, of what is known of AWS and of what is within reach. */
public final class Snapshots {

    private final ObjectStore objects;
    private final World world;
    private final Reach reach;
    private final Endings endings;
    private final AccessMemory memory = new AccessMemory();

    public Snapshots(ObjectStore objects, World world, Reach reach, Settings settings, Clock clock) {
        this.objects = objects;
        this.world = world;
        this.reach = reach;
        endings = new Endings(objects, reach::lost, settings, clock);
    }

    /** Everything as of now; for one pass of one thread. */
    public Snapshot take() {
        return new Snapshot(objects, world, reach, endings, memory);
    }

    /** What becomes of objects that end. */
    public Endings endings() {
        return endings;
    }

    /** Forgets what was computed for objects that no longer exist. */
    public void forgetOthers() {
        memory.keepOnly(objects.policies());
    }
}
