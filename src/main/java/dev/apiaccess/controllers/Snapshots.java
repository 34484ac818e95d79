// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import dev.apiaccess.world.World;

/** Takes snapshots: of the informers' objects, of what is known of AWS and of what is within reach. */
final class Snapshots {

    private final ObjectStore objects;
    private final World world;
    private final Reach reach;
    private final Retention retention;
    private final AccessMemory memory = new AccessMemory();

    Snapshots(ObjectStore objects, World world, Reach reach) {
        this.objects = objects;
        this.world = world;
        this.reach = reach;
        retention = new Retention(objects, reach::lost);
    }

    /** Everything as it is now; for one pass of one thread. */
    Snapshot take() {
        return new Snapshot(objects, world, reach, retention, memory);
    }

    /** What stays in AWS when its object is deleted. */
    Retention retention() {
        return retention;
    }

    /** Forgets what was worked out for objects that are not there any more. */
    void forgetOthers() {
        memory.keepOnly(objects.policies());
    }
}
