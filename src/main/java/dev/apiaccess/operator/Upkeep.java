// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.operator;

import dev.apiaccess.kube.KeySecrets;
import dev.apiaccess.reactions.Observer;
import dev.apiaccess.snapshot.ObjectStore;
import java.util.HashSet;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Drops what is remembered of objects that are not there any more, and of units without any. */
final class Upkeep {

    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

    private final Observer observer;
    private final List<Runnable> tasks;

    /** @param tasks each makes one part of the operator forget */
    Upkeep(Observer observer, List<Runnable> tasks) {
        this.observer = observer;
        this.tasks = List.copyOf(tasks);
    }

    /** To be called now and then. */
    void run() {
        for (var task : tasks) {
            try {
                task.run();
            } catch (RuntimeException bug) {
                // It is tried again, which an exception would end.
                observer.internalError();
                LOG.error("what is gone could not be forgotten", bug);
            }
        }
    }

    /** What is kept of Secrets is kept for the grants that are there, and for namespaces where values are imported. */
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
