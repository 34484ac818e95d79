// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnore;

/** Whether what is declared is made, or only looked at. */
public enum Enforcement {
    /** It is made. */
    Enforce,
    /** Nothing is written for it; said is what would be, and whom it would meet. */
    Verify,
    /** A value that this version does not know; never part of the schema. */
    @JsonEnumDefaultValue
    @JsonIgnore
    UNKNOWN
}
