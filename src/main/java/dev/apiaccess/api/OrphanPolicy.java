// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnore;

/** What happens to things in AWS that bear our mark and that no object wants. */
public enum OrphanPolicy {
    /** They are told and left alone. */
    Keep,
    /** Those of namespaces that no tenant admits lose their effect; nothing is deleted. */
    Revoke,
    /** A value that this version does not know; never part of the schema. */
    @JsonEnumDefaultValue
    @JsonIgnore
    UNKNOWN
}
