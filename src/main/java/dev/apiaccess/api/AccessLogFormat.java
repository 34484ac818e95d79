// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnore;

/** A ready-made format of access logs. */
public enum AccessLogFormat {
    /** A JSON object a line. */
    Json,
    /** The common log format. */
    Clf,
    /** An XML element a line. */
    Xml,
    /** Values with commas between them. */
    Csv,
    /** A value that this version does not know; never part of the schema. */
    @JsonEnumDefaultValue
    @JsonIgnore
    UNKNOWN
}
