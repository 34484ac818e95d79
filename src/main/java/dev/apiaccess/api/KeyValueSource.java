// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import java.util.Map;

/**
 * Where a value comes from that was not made here.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record KeyValueSource(
        @JsonPropertyDescription("An entry of a Secret.") @Required
        SecretKeyRef secretKeyRef,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements Lenient {
    /** Turns what is absent into an empty map. */
    public KeyValueSource {
        unknown = Absent.map(unknown);
    }
}
