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
 * An entry of a Secret in the namespace of the object.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SecretKeyRef(
        @JsonPropertyDescription("Name of the Secret; it bears the label apiaccess.dev/key-source: \"true\".")
        @Required
        @Size(min = 1, max = Syntax.OBJECT_NAME_LENGTH)
        @Pattern(Syntax.OBJECT_NAME)
        String name,

        @JsonPropertyDescription("Key in its data; the value has 20 to 128 characters.")
        @Required
        @Size(min = 1, max = Syntax.OBJECT_NAME_LENGTH)
        @Pattern(Syntax.DATA_KEY)
        String key,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements Lenient {
    /** Turns what is absent into an empty map. */
    public SecretKeyRef {
        unknown = Absent.map(unknown);
    }
}
