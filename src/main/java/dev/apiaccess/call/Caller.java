// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.call;

import dev.apiaccess.model.Priority;

/**
 * The namespace and priority of a call, which decide when its turn comes.
 *
 * @param namespace whose objects need the call, empty when no namespace does
 * @param goesOn whether it goes on with what an earlier call began: it goes before those of its namespace that begin. A thousand changes that
 *     all began would all end at the end
 */
public record Caller(String namespace, Priority priority, boolean goesOn) {

    /** Looks at whole accounts, for nobody in particular. */
    public static final Caller SWEEP = new Caller("", Priority.SWEEP);

    /** One that begins. */
    public Caller(String namespace, Priority priority) {
        this(namespace, priority, false);
    }

    Caller with(Priority next) {
        return new Caller(namespace, next, goesOn);
    }
}
