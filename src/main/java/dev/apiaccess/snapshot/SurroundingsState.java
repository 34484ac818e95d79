// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.snapshot;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Identifies a state of the surroundings of a namespace. Accounts are not in it: a cluster may have hundreds, each of which changes with its
 * own sweeps, and one namespace asks about few of them.
 *
 * @param labels of the namespace
 * @param connections uid and version of each connection
 */
record SurroundingsState(Map<String, String> labels, List<String> connections) {

    /**
     * Identifies a state of an account, without comparing its listings entry by entry.
     *
     * @param access what each connection to it shows
     */
    record Account(String partition, List<Access> access) {}

    /**
     * What one connection shows of its account.
     *
     * @param leadsElsewhere whether its credentials belong to another account
     * @param listings what was published last of IAM and of each of its regions
     * @param denied regions that AWS does not let us read
     */
    record Access(boolean leadsElsewhere, List<Listing> listings, Set<String> denied) {}

    /** A listing that was published; equal to itself only. A listing is replaced, never changed. */
    static final class Listing {

        private final WeakReference<Object> published;

        Listing(Object published) {
            this.published = new WeakReference<>(published);
        }

        @Override
        public boolean equals(Object other) {
            if (this == other) {
                return true;
            }
            var mine = published.get();
            return mine != null && other instanceof Listing that && that.published.refersTo(mine);
        }

        @Override
        public int hashCode() {
            return 0;
        }
    }
}
