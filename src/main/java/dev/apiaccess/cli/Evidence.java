// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.access.Simulation;
import org.jspecify.annotations.Nullable;

/**
 * What IAM's simulator said of service control policies that are not seen.
 *
 * @param simulation null where it was not asked or said nothing of them
 * @param missing why it said nothing, a clause; empty where it was not asked
 */
record Evidence(@Nullable Simulation simulation, String missing) {

    static final Evidence NONE = new Evidence(null, "");
}
