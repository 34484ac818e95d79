// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnore;

/** By what a principal that was granted access is known again. */
public enum PrincipalIdentity {
    /** Whoever has the name, also one that was deleted and made anew. */
    Name,
    /** The one that IAM had when access was granted, by its unique id. */
    Id,
    /** A value that this version does not know; never part of the schema. */
    @JsonEnumDefaultValue
    @JsonIgnore
    UNKNOWN
}
