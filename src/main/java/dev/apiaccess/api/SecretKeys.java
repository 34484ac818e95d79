// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Under which keys the Secret holds what.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        message = "value and id need different keys in the Secret",
        value = "(has(self.value) ? self.value : 'value') != (has(self.id) ? self.id : 'id')")
public record SecretKeys(
        @JsonPropertyDescription("Key for the value of the API key. Absent: value.")
        @Size(min = 1, max = Syntax.OBJECT_NAME_LENGTH)
        @Pattern(Syntax.DATA_KEY)
        @Nullable
        String value,

        @JsonPropertyDescription("Key for the id of the API key in AWS. Absent: id.")
        @Size(min = 1, max = Syntax.OBJECT_NAME_LENGTH)
        @Pattern(Syntax.DATA_KEY)
        @Nullable
        String id,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements Lenient {
    /** Turns what is absent into empty lists and maps. */
    public SecretKeys {
        unknown = Absent.map(unknown);
    }
}
