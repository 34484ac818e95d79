// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.reactions;

import dev.apiaccess.call.Accounts;
import dev.apiaccess.call.Connections;
import dev.apiaccess.sweep.Sweeper;
import dev.apiaccess.world.World;

/**
 * AWS as this process has it.
 *
 * @param world what it holds, as far as is known
 * @param accounts what is within reach
 * @param connections how that came to be
 * @param sweeper what looks at it
 */
public record AwsSide(World world, Accounts accounts, Connections connections, Sweeper sweeper) {}
