// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Secret in which the key is handed over.
 *
 * @param name name of the Secret, in the namespace of the grant
 * @param keys keys in its data
 * @param template labels and annotations
 * @param unknown properties that this version does not know, by name
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record GrantSecret(
        @Required String name,
        @Nullable SecretKeys keys,
        @Nullable SecretTemplate template,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements Lenient {
    /** Turns what is absent into empty lists and maps. */
    public GrantSecret {
        unknown = Absent.map(unknown);
    }
}
