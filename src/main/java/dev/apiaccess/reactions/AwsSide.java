// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.reactions;

import dev.apiaccess.call.Accounts;
import dev.apiaccess.call.Connections;
import dev.apiaccess.sweep.Sweeper;
import dev.apiaccess.world.World;

/**
 * This process's parts that deal with AWS.
 *
 * @param world what AWS holds, as far as known
 * @param accounts accounts behind open connections
 * @param connections the connections that open them
 * @param sweeper reads them periodically
 */
public record AwsSide(World world, Accounts accounts, Connections connections, Sweeper sweeper) {}
