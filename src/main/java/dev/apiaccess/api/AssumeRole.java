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
import org.jspecify.annotations.Nullable;

/**
 * The role through which an account is reached.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AssumeRole(
        @JsonPropertyDescription("ARN of the role, in the account of the connection.")
        @Required
        @Size(max = Syntax.PRINCIPAL_LENGTH)
        @Pattern(Syntax.ROLE_ARN)
        String arn,

        @JsonPropertyDescription("External id that the trust of the role asks for.")
        @Size(min = 2, max = 1224)
        @Pattern(Syntax.EXTERNAL_ID)
        @Nullable
        String externalId,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements Lenient {
    /** Turns what is absent into empty lists and maps. */
    public AssumeRole {
        unknown = Absent.map(unknown);
    }
}
