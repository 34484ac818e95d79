// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.reactions;

import dev.apiaccess.snapshot.WantedStages;
import dev.apiaccess.status.ReadTimes;
import dev.apiaccess.world.SweepResults;

/**
 * What is noted for sweeps and of them.
 *
 * @param stages what objects want to know
 * @param results what could not be read
 * @param readTimes since when an account is looked at, and when it was last
 */
public record SweepNotes(WantedStages stages, SweepResults results, ReadTimes readTimes) {}
