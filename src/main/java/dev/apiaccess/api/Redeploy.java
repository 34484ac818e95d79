// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnore;

/** Who publishes changes of an API. */
public enum Redeploy {
    /** The operator makes a deployment and moves the stages to it. */
    Automatic,
    /** People do; the object says when it is due. */
    Manual,
    /** A value that this version does not know; never part of the schema. */
    @JsonEnumDefaultValue
    @JsonIgnore
    UNKNOWN
}
