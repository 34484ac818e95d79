// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.model.UnitKey;
import java.util.List;

/** What has to be asked of AWS, or noted, before a key counts as it shall. */
public sealed interface Charge {

    /** What is owed to the quotas of tiers is taken from a key, see {@link KeyMemory#isReady}. */
    record Take(List<UnitKey.UsagePlanUnit> tiers, String keyId, boolean replaces) implements Charge {}

    /** A key that is back in the plan of a tier is none of those that are gone there, see {@link KeyMemory#isBack}. */
    record TakeBack(UnitKey.UsagePlanUnit tier, String keyId) implements Charge {}
}
