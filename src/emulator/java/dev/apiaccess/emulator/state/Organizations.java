// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.state;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The organizations that accounts belong to, each account to one at most. */
public final class Organizations {
    private volatile Map<String, Organization> byAccount = Map.of();

    /** The organization of an account. */
    public Optional<Organization> of(String account) {
        return Optional.ofNullable(byAccount.get(account));
    }

    /** Puts an organization in place of the one with its id; its accounts leave those that they were in. */
    public synchronized void put(Organization organization) {
        Map<String, Organization> next = new HashMap<>(byAccount);
        next.values().removeIf(o -> o.id().equals(organization.id()));
        organization.members().forEach(member -> next.put(member.id(), organization));
        byAccount = Map.copyOf(next);
    }

    /** Ends all organizations. */
    public synchronized void clear() {
        byAccount = Map.of();
    }
}
