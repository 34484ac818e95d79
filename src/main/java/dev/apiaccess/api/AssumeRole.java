// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The role through which an account is reached.
 *
 * @param arn ARN of the role
 * @param externalId external id that its trust asks for
 * @param unknown properties that this version does not know, by name
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AssumeRole(
        @Required String arn,
        @Nullable String externalId,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown) implements Lenient {
    /** Turns what is absent into empty lists and maps. */
    public AssumeRole {
        unknown = Absent.map(unknown);
    }
}
