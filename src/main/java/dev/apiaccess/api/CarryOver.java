// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnore;

/** Whether what keys have used of a quota counts for the keys that come after them. */
public enum CarryOver {
    /** It does, within the period. */
    Always,
    /** Every key has the whole quota. */
    Never,
    /** A value that this version does not know; never part of the schema. */
    @JsonEnumDefaultValue
    @JsonIgnore
    UNKNOWN
}
