// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnore;

/** Who decides about a call. */
public enum AuthorizerType {
    /** A Lambda function, by one token of the call. */
    Token,
    /** A Lambda function, by the whole call. */
    Request,
    /** User pools of Cognito, by the token that they issued. */
    Cognito,
    /** A value that this version does not know; never part of the schema. */
    @JsonEnumDefaultValue
    @JsonIgnore
    UNKNOWN
}
