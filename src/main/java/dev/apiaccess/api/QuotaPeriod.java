// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnore;

/** The time to which a quota refers. */
public enum QuotaPeriod {
    /** Calendar day in UTC. */
    Day,
    /** Week that starts on Sunday. */
    Week,
    /** Calendar month in UTC. */
    Month,
    /** A value that this version does not know; never part of the schema. */
    @JsonEnumDefaultValue
    @JsonIgnore
    UNKNOWN
}
