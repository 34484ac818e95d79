// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

import java.util.List;

/**
 * The changes that a unit needs.
 *
 * @param changes in the order in which they have to be made; empty when everything is as desired, or when it has to wait
 * @param differences one line for each managed field that differs from its desired value
 */
public record Plan(List<Change> changes, List<Difference> differences) {

    public static final Plan NOTHING = new Plan(List.of(), List.of());

    public Plan {
        changes = List.copyOf(changes);
        differences = List.copyOf(differences);
    }

    public boolean converged() {
        return changes.isEmpty() && differences.isEmpty();
    }

    /** Whether any of the changes takes access away. */
    public boolean revokes() {
        return changes.stream().anyMatch(Change::revokes);
    }
}
