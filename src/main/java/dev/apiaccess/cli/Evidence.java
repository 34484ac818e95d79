// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.access.Simulation;
import org.jspecify.annotations.Nullable;

/**
 * What is known beside the account of service control policies.
 *
 * @param simulation what IAM's simulator said of one call; null where it was not asked or said nothing of them
 * @param missing why it said nothing, a clause; empty where it was not asked
 * @param isOfOthers whether the caller is of another account, whose organization nobody looked at
 */
record Evidence(@Nullable Simulation simulation, String missing, boolean isOfOthers) {

    static final Evidence NONE = new Evidence(null, "", false);

    /** The caller is of another account. */
    static final Evidence OF_OTHERS = new Evidence(null, "the caller is of another account", true);

    static Evidence missing(String why) {
        return new Evidence(null, why, false);
    }
}
