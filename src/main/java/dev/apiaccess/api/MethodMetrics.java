// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnore;

/** How detailed metrics are. */
public enum MethodMetrics {
    /** One for the stage. */
    Off,
    /** One for each method too, which CloudWatch charges for. */
    Detailed,
    /** A value that this version does not know; never part of the schema. */
    @JsonEnumDefaultValue
    @JsonIgnore
    UNKNOWN
}
