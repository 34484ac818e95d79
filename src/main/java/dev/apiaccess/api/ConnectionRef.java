// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Map;

/**
 * Names an AwsConnection.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ConnectionRef(
        @JsonPropertyDescription("Name of the AwsConnection.")
        @Required
        @Size(min = 1, max = Syntax.LABEL_LENGTH)
        @Pattern(Syntax.OBJECT_NAME)
        String name,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements Lenient {
    /** Turns what is absent into empty lists and maps. */
    public ConnectionRef {
        unknown = Absent.map(unknown);
    }
}
