// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Secret in which the key is handed over.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        message =
                "type: those of Kubernetes give their Secrets a meaning of their own; use Opaque or a type of your own domain",
        value = "!has(self.type) || !self.type.matches('^([a-z0-9-]+[.])*(kubernetes|k8s)[.]io/')")
public record GrantSecret(
        @JsonPropertyDescription("Name of the Secret, in the namespace of the grant.")
        @Required
        @Size(min = 1, max = Syntax.OBJECT_NAME_LENGTH)
        @Pattern(Syntax.OBJECT_NAME)
        String name,

        @JsonPropertyDescription(
                "Type of the Secret: Opaque, or one of your own such as servicebinding.io/apiaccess. Absent: Opaque.")
        @Size(min = 1, max = Syntax.OBJECT_NAME_LENGTH)
        @Pattern(Syntax.SECRET_TYPE)
        @Nullable
        String type,

        @JsonPropertyDescription("Keys in the data of the Secret.") @Nullable
        SecretKeys keys,

        @JsonPropertyDescription("Labels and annotations of the Secret.") @Nullable
        SecretTemplate template,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements Lenient {
    /** Turns what is absent into empty lists and maps. */
    public GrantSecret {
        unknown = Absent.map(unknown);
    }
}
