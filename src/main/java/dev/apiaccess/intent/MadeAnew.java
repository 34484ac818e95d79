// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import dev.apiaccess.api.AdmittedBy;
import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.Effect;
import dev.apiaccess.api.PrincipalIdentity;
import dev.apiaccess.api.PrincipalPolicy;
import dev.apiaccess.api.Tenant;
import dev.apiaccess.model.PrincipalRef;
import java.util.Objects;
import java.util.Optional;

/**
 * Principals that were deleted and made anew under a name to which access was granted. Whoever may make roles in an account could
 * so take up what was granted to somebody else; where a tenant says {@link PrincipalIdentity#Id}, it gets nothing by itself.
 */
public final class MadeAnew {

    private MadeAnew() {}

    /** Whether what an object has for a principal was granted to another one that had the name, and has to go. */
    public static boolean isMadeAnew(ApiAccessPolicy policy, PrincipalRef principal, Surroundings around) {
        var status = policy.getStatus();
        if (status == null || status.admittedBy() == null) {
            return false;
        }
        AdmittedBy admitted = status.admittedBy();
        return around.connections().stream()
                .filter(connection -> Objects.equals(connection.getMetadata().getName(), status.connection()))
                .anyMatch(connection -> {
                    var account = around.accounts().get(connection.getSpec().accountId());
                    return account != null
                            && connection.getSpec().tenants().stream()
                                    .filter(tenant -> tenant.name().equals(admitted.tenant()))
                                    .anyMatch(tenant -> before(policy, principal, tenant, account)
                                            .isPresent());
                });
    }

    /** The id that a principal had when it was granted access, where it has another one now and the tenant minds. */
    static Optional<String> before(
            ApiAccessPolicy policy, PrincipalRef principal, Tenant tenant, Surroundings.Account account) {
        var status = policy.getStatus();
        var now = account.principalIds().getOrDefault(principal.identity(), "");
        if (tenant.principalIdentity() != PrincipalIdentity.Id
                || status == null
                || now.isEmpty()
                || !grants(policy, principal)
                || Annotated.retarget(policy, status.retargeted()).isPresent()) {
            return Optional.empty();
        }
        return status.policies().stream()
                .filter(one -> isFor(one, principal))
                .map(PrincipalPolicy::principalId)
                .filter(Objects::nonNull)
                .filter(id -> !id.equals(now))
                .findFirst();
    }

    /** What is denied is denied to whoever has the name. */
    private static boolean grants(ApiAccessPolicy policy, PrincipalRef principal) {
        return policy.getSpec().rules().stream()
                .filter(rule -> rule.effect() != Effect.Deny)
                .flatMap(AccessIntents::mentioned)
                .anyMatch(principal.identity()::equals);
    }

    private static boolean isFor(PrincipalPolicy one, PrincipalRef principal) {
        var text = one.principal();
        return text != null
                && PrincipalRef.ofArnResource(text)
                        .filter(known -> known.identity().equals(principal.identity()))
                        .isPresent();
    }
}
