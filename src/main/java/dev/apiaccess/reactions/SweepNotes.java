// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.reactions;

import dev.apiaccess.snapshot.WantedStages;
import dev.apiaccess.status.ReadTimes;
import dev.apiaccess.world.SweepResults;

/**
 * Notes for sweeps and about them.
 *
 * @param stages stages that objects need to know
 * @param results results of listings, with their failures
 * @param readTimes since when an account is swept, and when it was last
 */
public record SweepNotes(WantedStages stages, SweepResults results, ReadTimes readTimes) {}
