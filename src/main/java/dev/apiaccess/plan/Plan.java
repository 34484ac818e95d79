// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

import java.util.List;

/**
 * What has to be done to a unit.
 *
 * @param changes in the order in which they have to be made; empty when everything is as it shall be, or when it has to wait
 * @param differences one line for each managed field that is not as it shall be
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
