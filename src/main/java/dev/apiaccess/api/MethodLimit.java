// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Map;

/**
 * A limit for one method of a stage.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record MethodLimit(
        @JsonPropertyDescription("HTTP method, or ANY when the API declares ANY.") @Required @OrUnknown
        Verb method,

        @JsonPropertyDescription("Path of the resource, such as /orders/{id}.")
        @Required
        @Size(max = Syntax.PATH_LENGTH)
        @Pattern(Syntax.PATH)
        String path,

        @JsonPropertyDescription("Sustained rate per key.") @Required
        Rate rate,

        @JsonPropertyDescription("Requests at once per key.") @Required @Min(1) @Max(1_000_000)
        Integer burst,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements Lenient {
    /** Turns what is absent into empty lists and maps. */
    public MethodLimit {
        unknown = Absent.map(unknown);
    }
}
