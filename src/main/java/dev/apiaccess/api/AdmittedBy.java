// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * The tenant that admitted an object last. Kept when it does no longer, so that what the tenant says of a withdrawal can be
 * carried out also when its entry, or the label that chose the namespace, is gone.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record AdmittedBy(
        @JsonPropertyDescription("Name of the tenant in the connection.") @Size(max = Syntax.LABEL_LENGTH) @Nullable
        String tenant,

        @JsonPropertyDescription("What the tenant said of a withdrawal when it admitted the object. Absent: Freeze.")
        @Nullable
        WithdrawalPolicy onWithdrawal,

        @JsonPropertyDescription("By what the tenant knew principals when it admitted the object. Absent: Name.")
        @Nullable
        PrincipalIdentity principalIdentity) {

    /** The tenant as it is now. */
    public static AdmittedBy of(Tenant tenant) {
        return new AdmittedBy(
                tenant.name(),
                tenant.onWithdrawal() == WithdrawalPolicy.Revoke ? WithdrawalPolicy.Revoke : null,
                tenant.principalIdentity() == PrincipalIdentity.Id ? PrincipalIdentity.Id : null);
    }
}
