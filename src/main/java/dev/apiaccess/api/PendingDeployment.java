// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A deployment that was made and is not served, since it would open what others left in the API.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record PendingDeployment(
        @JsonPropertyDescription("Id of the deployment.") @Size(max = Syntax.OBJECT_NAME_LENGTH) @Nullable
        String deploymentId,

        @JsonPropertyDescription("What it would open, a line each.") @Size(max = Syntax.DRIFT_LINES)
        List<@Size(max = Syntax.LINE_LENGTH) String> widens,

        @JsonPropertyDescription("How many those are.") @Nullable
        Integer widensCount) {
    /** Turns what is absent into empty lists and maps. */
    public PendingDeployment {
        widens = Absent.list(widens);
    }
}
