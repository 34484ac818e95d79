// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.call;

import dev.apiaccess.model.Priority;

/**
 * The namespace and priority of a call, which decide when its turn comes.
 *
 * @param namespace whose objects need the call, empty when no namespace does
 */
public record Caller(String namespace, Priority priority) {

    /** Looks at whole accounts, for nobody in particular. */
    public static final Caller SWEEP = new Caller("", Priority.SWEEP);

    Caller with(Priority next) {
        return new Caller(namespace, next);
    }
}
