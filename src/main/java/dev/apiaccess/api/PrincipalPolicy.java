// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * The managed policy through which a principal has what the object grants.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record PrincipalPolicy(
        @JsonPropertyDescription("The principal: role/..., user/... or group/...")
        @Size(max = Syntax.ARN_LENGTH)
        @Nullable
        String principal,

        @JsonPropertyDescription("ARN of the managed policy.") @Size(max = Syntax.ARN_LENGTH) @Nullable
        String arn,

        @JsonPropertyDescription("Digest of the statements last applied for this object.")
        @Size(max = Syntax.OBJECT_NAME_LENGTH)
        @Nullable
        String digest,

        @JsonPropertyDescription("PolicyId in AWS, which proves that the policy is ours; absent until that was proven.")
        @Size(max = Syntax.OBJECT_NAME_LENGTH)
        @Nullable
        String policyId,

        @JsonPropertyDescription("Unique id of the principal in IAM when it was granted what the object says.")
        @Size(max = Syntax.OBJECT_NAME_LENGTH)
        @Nullable
        String principalId,

        @JsonPropertyDescription("Whether what the object says of the principal is in force.") @Nullable
        PartState state,

        @JsonPropertyDescription("Why it is not in force; absent when it is.")
        @Size(max = Syntax.LABEL_LENGTH)
        @Nullable
        String reason,

        @JsonPropertyDescription("Why it is not in force, and what to do.") @Size(max = Syntax.LINE_LENGTH) @Nullable
        String message) {

    /** What is noted of a policy, without how it stands now. */
    public static PrincipalPolicy noted(
            @Nullable String principal,
            @Nullable String arn,
            @Nullable String digest,
            @Nullable String policyId,
            @Nullable String principalId) {
        return new PrincipalPolicy(principal, arn, digest, policyId, principalId, null, null, null);
    }

    /** Whether AWS held something of the object for the principal when it was noted. */
    @JsonIgnore
    public boolean held() {
        return arn != null || digest != null;
    }

    /** The same, standing so. */
    public PrincipalPolicy standing(@Nullable PartState now, @Nullable String why, @Nullable String text) {
        return new PrincipalPolicy(principal, arn, digest, policyId, principalId, now, why, text);
    }

    /** The same, about the principal that has another id. */
    public PrincipalPolicy withPrincipalId(@Nullable String id) {
        return new PrincipalPolicy(principal, arn, digest, policyId, id, state, reason, message);
    }
}
