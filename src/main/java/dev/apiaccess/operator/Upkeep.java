// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.operator;

import dev.apiaccess.kube.KeySecrets;
import dev.apiaccess.reactions.Observer;
import dev.apiaccess.snapshot.ObjectStore;
import java.util.HashSet;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Drops what is remembered of objects that no longer exist, and of units without objects. */
final class Upkeep {

    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

    private final Observer observer;
    private final List<Runnable> tasks;

    /** @param tasks each cleans up one part of the operator */
    Upkeep(Observer observer, List<Runnable> tasks) {
        this.observer = observer;
        this.tasks = List.copyOf(tasks);
    }

    /** Runs all tasks; called periodically. */
    void run() {
        for (var task : tasks) {
            try {
                task.run();
            } catch (RuntimeException bug) {
                // It is retried, which an exception would end.
                observer.internalError();
                LOG.error("what is gone could not be forgotten", bug);
            }
        }
    }

    /** Keeps Secrets only for existing grants, and for namespaces where values are imported. */
    static void secrets(ObjectStore objects, KeySecrets secrets) {
        var grants = new HashSet<String>();
        var importing = new HashSet<String>();
        for (var grant : objects.grants()) {
            var namespace = grant.getMetadata().getNamespace();
            grants.add(namespace + "/" + grant.getMetadata().getName());
            if (grant.getSpec().valueFrom() != null) {
                importing.add(namespace);
            }
        }
        secrets.keepOnly(grants, importing);
    }
}
