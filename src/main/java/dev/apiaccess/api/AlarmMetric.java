// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;

/** What an alarm counts; named as CloudWatch names the metrics of API Gateway. */
public enum AlarmMetric {
    /** Calls that were refused, or wrong. */
    @JsonProperty("4XXError")
    CLIENT_ERRORS,
    /** Calls that failed. */
    @JsonProperty("5XXError")
    SERVER_ERRORS,
    /** Calls. */
    @JsonProperty("Count")
    CALLS,
    /** A value that this version does not know; never part of the schema. */
    @JsonEnumDefaultValue
    @JsonIgnore
    UNKNOWN
}
