// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.desired;

import dev.apiaccess.intent.AccessIntent;
import dev.apiaccess.model.OwnerRef;
import org.jspecify.annotations.Nullable;

/** What one ApiAccessPolicy contributes to the policy of a principal. */
public sealed interface Contribution {

    OwnerRef owner();

    /**
     * Its rules.
     *
     * @param corrects whether drift is corrected; otherwise only the object's own edits are written
     * @param applied digest of what was last written for this principal, null when that is not known
     */
    record Wants(
            AccessIntent intent, boolean corrects, @Nullable String applied) implements Contribution {
        @Override
        public OwnerRef owner() {
            return intent.owner();
        }
    }

    /**
     * It cannot be rendered now, or is paused: what was written for it stays.
     *
     * @param applied digest of what was last written; statements that others changed since are not kept
     */
    record Keeps(OwnerRef owner, @Nullable String applied) implements Contribution {}

    /** It is being deleted and its statements are retained. */
    record Leaves(OwnerRef owner) implements Contribution {}
}
