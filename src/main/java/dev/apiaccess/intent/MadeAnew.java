// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import dev.apiaccess.api.AdmittedBy;
import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.PrincipalIdentity;
import dev.apiaccess.api.PrincipalPolicy;
import dev.apiaccess.api.RuleEffect;
import dev.apiaccess.api.Tenant;
import dev.apiaccess.model.PrincipalRef;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Principals that were deleted and made anew under a name to which access was granted. With the right to make roles in an account,
 * access granted to another could be taken over so; where a tenant says {@link PrincipalIdentity#Id}, such a principal gets nothing by
 * itself.
 */
public final class MadeAnew {

    /** No grant to a principal whose id counts. */
    private static final MadeAnew NOBODY = new MadeAnew(Map.of(), Set.of(), Map.of());

    private final Map<String, String> before;
    private final Set<String> granted;
    private final Map<String, String> now;

    private MadeAnew(Map<String, String> before, Set<String> granted, Map<String, String> now) {
        this.before = before;
        this.granted = granted;
        this.now = now;
    }

    /** Principals that the tenant does not take for the former ones, until {@code apiaccess.dev/retarget} says that they are meant. */
    static MadeAnew of(ApiAccessPolicy policy, Tenant tenant, Surroundings.Account account) {
        var status = policy.getStatus();
        if (tenant.principalIdentity() != PrincipalIdentity.Id
                || status == null
                || Annotated.retarget(policy, status.retargeted()).isPresent()) {
            return NOBODY;
        }
        var granted = new HashSet<String>();
        policy.getSpec().rules().stream()
                // A Deny holds for every principal of the name.
                .filter(rule -> rule.effect() != RuleEffect.Deny)
                .flatMap(AccessIntents::mentioned)
                .forEach(granted::add);
        return new MadeAnew(noted(policy), granted, account.principalIds());
    }

    /** The id that a principal had when a rule was applied that allows it something, where its id is another now. */
    Optional<String> before(PrincipalRef principal) {
        return granted.contains(principal.identity()) ? changed(before, principal, now) : Optional.empty();
    }

    /**
     * Whether what an object is allowed in AWS for a principal was granted to an earlier one of that name, and has to go. The spec of
     * the object does not count: what is in AWS would reach the present principal. Nor does a request to follow: what is followed comes
     * back.
     */
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
                    // The tenant's present word counts, its last one when the entry is gone.
                    var identity = connection.getSpec().tenants().stream()
                            .filter(tenant -> tenant.name().equals(admitted.tenant()))
                            .findFirst()
                            .map(tenant -> Optional.ofNullable(tenant.principalIdentity()))
                            .orElse(Optional.ofNullable(admitted.principalIdentity()));
                    return account != null
                            && identity.filter(PrincipalIdentity.Id::equals).isPresent()
                            && changed(noted(policy), principal, account.principalIds())
                                    .isPresent();
                });
    }

    private static Optional<String> changed(
            Map<String, String> before, PrincipalRef principal, Map<String, String> now) {
        var present = now.getOrDefault(principal.identity(), "");
        return Optional.ofNullable(before.get(principal.identity()))
                .filter(id -> !present.isEmpty() && !id.equals(present));
    }

    /** Ids in status by identity: to IAM a role that came back in another spelling is the same. */
    private static Map<String, String> noted(ApiAccessPolicy policy) {
        var ids = new HashMap<String, String>();
        var status = policy.getStatus();
        if (status != null) {
            for (PrincipalPolicy one : status.policies()) {
                if (one.principal() != null && one.principalId() != null) {
                    PrincipalRef.ofArnResource(one.principal())
                            .ifPresent(principal -> ids.put(principal.identity(), one.principalId()));
                }
            }
        }
        return ids;
    }
}
