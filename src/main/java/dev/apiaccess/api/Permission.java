// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnore;

/** What a tenant may ask for. */
public enum Permission {
    /** Allow rules. */
    Grant,
    /** Deny rules. */
    Deny,
    /** Usage plans. */
    RateLimit,
    /** API keys. */
    Key,
    /** API keys whose values were not made here. */
    ImportKey,
    /** What stays in AWS when its object is deleted; asked for where the tenant takes back. */
    Retain,
    /** What calls of methods have to show, and how often methods may be called. */
    Protect,
    /** From where methods may be called. */
    Fence,
    /** What is logged and measured of calls. */
    Observe,
    /** Publishing what changes of an API. */
    Redeploy,
    /** Opening methods again, and publishing what others opened. */
    Open,
    /** A value that this version does not know; never part of the schema. */
    @JsonEnumDefaultValue
    @JsonIgnore
    UNKNOWN
}
