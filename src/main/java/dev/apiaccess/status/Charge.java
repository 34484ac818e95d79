// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.model.UnitKey;
import java.util.List;

/** What has to be asked of AWS, or recorded, before a key counts correctly. */
public sealed interface Charge {

    /** Takes what is owed to the quotas of tiers from a key, see {@link KeyMemory#isReady}. */
    record Take(List<UnitKey.UsagePlanUnit> tiers, String keyId, boolean replaces) implements Charge {}

    /** A key that is back in the plan of a tier no longer counts as gone there, see {@link KeyMemory#isBack}. */
    record TakeBack(UnitKey.UsagePlanUnit tier, String keyId) implements Charge {}
}
