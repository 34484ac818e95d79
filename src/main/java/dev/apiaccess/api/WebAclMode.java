// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnore;

/** What a protection asks of the web ACL in front of a stage. */
public enum WebAclMode {
    /** There is one. */
    Required,
    /** It is a given one. */
    Exact,
    /** It is at CloudFront, where nobody looks. */
    AtCloudFront,
    /** A value that this version does not know; never part of the schema. */
    @JsonEnumDefaultValue
    @JsonIgnore
    UNKNOWN
}
