// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;

/** The time in which an alarm counts. */
public enum AlarmWindow {
    /** One minute. */
    @JsonProperty("1m")
    MINUTE,
    /** Five minutes. */
    @JsonProperty("5m")
    FIVE_MINUTES,
    /** A quarter of an hour. */
    @JsonProperty("15m")
    QUARTER,
    /** One hour. */
    @JsonProperty("1h")
    HOUR,
    /** A value that this version does not know; never part of the schema. */
    @JsonEnumDefaultValue
    @JsonIgnore
    UNKNOWN
}
