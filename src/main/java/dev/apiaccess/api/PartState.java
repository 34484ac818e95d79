// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnore;

/** How one part of an object stands: a principal, a stage or a tier. */
public enum PartState {
    /** AWS holds it as declared. */
    InForce,
    /** It is wanted, and AWS does not hold it as declared yet. */
    Waiting,
    /** It is left out, since something that it needs is not there. */
    Left,
    /** A value that this version does not know; never part of the schema. */
    @JsonEnumDefaultValue
    @JsonIgnore
    UNKNOWN
}
