// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.snapshot;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Identifies a state of the surroundings of a namespace, without comparing listings of an account entry by entry.
 *
 * @param labels of the namespace
 * @param accounts what all namespaces share
 */
record SurroundingsState(Map<String, String> labels, Accounts accounts) {

    /**
     * State of the accounts, of which a cluster may have hundreds: it is kept once for all namespaces.
     *
     * @param connections uid and version of each connection, and whether it leads to its account
     * @param known by connection and account id
     */
    record Accounts(List<String> connections, Map<String, Account> known) {}

    /**
     * State of an account.
     *
     * @param listings what was published last of IAM and of each region
     * @param denied regions that AWS does not let us read
     */
    record Account(String partition, List<Listing> listings, Set<String> denied) {}

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
