// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import dev.apiaccess.api.ApiProtectionSpec;
import dev.apiaccess.api.CommonSpec;
import dev.apiaccess.api.DeletionPolicy;
import dev.apiaccess.api.DriftPolicy;
import java.util.Objects;

/**
 * What holds where an object says nothing. Of a protection both keep what is there: others may have opened a method on purpose, and what was
 * closed has to stay so when the object goes.
 */
public final class Defaults {

    private Defaults() {}

    /** What is done about changes by others. */
    public static DriftPolicy drift(CommonSpec spec) {
        return Objects.requireNonNullElse(
                spec.driftPolicy(), spec instanceof ApiProtectionSpec ? DriftPolicy.Report : DriftPolicy.Correct);
    }

    /** What becomes of things in AWS when the object is deleted. */
    public static DeletionPolicy deletion(CommonSpec spec) {
        return Objects.requireNonNullElse(
                spec.deletionPolicy(),
                spec instanceof ApiProtectionSpec ? DeletionPolicy.Retain : DeletionPolicy.Delete);
    }
}
