// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import dev.apiaccess.model.PrincipalRef;
import java.util.Locale;
import java.util.Optional;

/**
 * Roles that only AWS changes. They are identified by their path: AWS refuses to attach a policy to them, but only after the policy was
 * created. Source: IAM user guide, service-linked roles; IAM Identity Center user guide, permission sets.
 */
final class ServiceRoles {

    private static final String PERMISSION_SETS = "/aws-reserved/";
    private static final String SERVICES = "/aws-service-role/";

    private ServiceRoles() {}

    /** Why nothing can be attached to a principal, and what works instead; empty for all others. */
    static Optional<String> refusal(PrincipalRef principal) {
        if (principal.kind() != PrincipalRef.Kind.ROLE) {
            return Optional.empty();
        }
        var path = principal.path().toLowerCase(Locale.ROOT);
        if (path.startsWith(PERMISSION_SETS)) {
            return Optional.of(
                    "AWS lets nobody attach a policy to " + principal.text() + ", the role of a permission set: "
                            + "extend the permission set, or admit the role in the API's resource policy");
        }
        if (path.startsWith(SERVICES)) {
            return Optional.of("AWS lets nobody attach a policy to " + principal.text() + ", a service-linked role: "
                    + "give the service a role of your own, or admit this one in the API's resource policy");
        }
        return Optional.empty();
    }
}
