// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnore;

/** What a call has to show to a method. */
public enum MethodAuthorization {
    /** Nothing: the method is open on purpose. */
    None,
    /** A signature of a caller whom policies allow. */
    AwsIam,
    /** What an authorizer asks for. */
    Authorizer,
    /** A value that this version does not know; never part of the schema. */
    @JsonEnumDefaultValue
    @JsonIgnore
    UNKNOWN
}
