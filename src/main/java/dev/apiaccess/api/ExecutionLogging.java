// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnore;

/** How much of the execution of calls is logged; bodies never are. */
public enum ExecutionLogging {
    /** Nothing. */
    Off,
    /** Errors. */
    Error,
    /** Every step of every call. */
    Info,
    /** A value that this version does not know; never part of the schema. */
    @JsonEnumDefaultValue
    @JsonIgnore
    UNKNOWN
}
