// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which resource policy an API had when its stages were deployed, as far as it was seen.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record DeployedPolicyNote(
        @JsonPropertyDescription("Id of the REST API.") @Required @Size(max = Syntax.OBJECT_NAME_LENGTH)
        String apiId,

        @JsonPropertyDescription("Digest of its resource policy; absent where it had none.")
        @Size(max = Syntax.LABEL_LENGTH)
        @Nullable
        String policyDigest,

        @JsonPropertyDescription("Ids of the deployments that its stages show.") @Size(max = 64)
        List<@Size(max = Syntax.LABEL_LENGTH) String> deploymentIds) {
    /** Turns what is absent into an empty list. */
    public DeployedPolicyNote {
        deploymentIds = Absent.list(deploymentIds);
    }
}
