// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnore;

/** Whether what is declared is brought about. */
public enum Mode {
    /** AWS is made to hold what is declared. */
    Enforce,
    /** Nothing is written for the object; status says what would be. */
    Plan,
    /** A value that this version does not know; never part of the schema. */
    @JsonEnumDefaultValue
    @JsonIgnore
    UNKNOWN
}
