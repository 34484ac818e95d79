// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnore;

/** An HTTP method of API Gateway. */
public enum Verb {
    /** The method GET. */
    GET,
    /** The method HEAD. */
    HEAD,
    /** The method POST. */
    POST,
    /** The method PUT. */
    PUT,
    /** The method PATCH. */
    PATCH,
    /** The method DELETE. */
    DELETE,
    /** The method OPTIONS. */
    OPTIONS,
    /** Every method. */
    ANY,
    /** A value that this version does not know; never part of the schema. */
    @JsonEnumDefaultValue
    @JsonIgnore
    UNKNOWN
}
