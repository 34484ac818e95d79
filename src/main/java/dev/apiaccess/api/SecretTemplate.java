// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;

/**
 * What else the Secret bears.
 *
 * @param labels labels
 * @param annotations annotations
 * @param unknown properties that this version does not know, by name
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SecretTemplate(
        Map<String, String> labels,
        Map<String, String> annotations,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements Lenient {
    /** Turns what is absent into empty lists and maps. */
    public SecretTemplate {
        labels = Absent.map(labels);
        annotations = Absent.map(annotations);
        unknown = Absent.map(unknown);
    }
}
