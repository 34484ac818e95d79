// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;

/** The time to which a rate refers. */
public enum RatePeriod {
    /** One second. */
    @JsonProperty("1s")
    SECOND,
    /** One minute. */
    @JsonProperty("1m")
    MINUTE,
    /** One hour. */
    @JsonProperty("1h")
    HOUR,
    /** A value that this version does not know; never part of the schema. */
    @JsonEnumDefaultValue
    @JsonIgnore
    UNKNOWN
}
