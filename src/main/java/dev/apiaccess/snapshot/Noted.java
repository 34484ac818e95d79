// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.snapshot;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ObjectStatus;
import dev.apiaccess.api.PrincipalPolicy;
import dev.apiaccess.model.KeyHistory;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.model.UnitKey;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The AWS ids that objects have recorded, in their status or in the grant's own Secret: the strongest proof that a thing is ours. */
public final class Noted {

    private final ObjectStore objects;
    private final Function<ApiKeyGrant, Optional<KeyHistory>> stored;

    /** @param stored the values stored for a grant */
    public Noted(ObjectStore objects, Function<ApiKeyGrant, Optional<KeyHistory>> stored) {
        this.objects = objects;
        this.stored = stored;
    }

    /** Ids in statuses, which only the operator writes. */
    public Set<String> told(UnitKey unit) {
        return switch (unit) {
            case UnitKey.PolicyUnit policy -> policies(policy);
            case UnitKey.Owned owned ->
                objects.owner(owned.owner())
                        .<ObjectStatus>map(CustomResource::getStatus)
                        .map(ObjectStatus::ownIds)
                        .orElse(Set.of());
            case UnitKey.ClaimUnit _, UnitKey.RestApiUnit _ -> Set.of();
        };
    }

    private Set<String> policies(UnitKey.PolicyUnit unit) {
        return objects.policies(unit.namespace(), unit.principal()).stream()
                .flatMap(policy -> policy.getStatus() == null
                        ? Stream.<PrincipalPolicy>empty()
                        : policy.getStatus().policies().stream())
                .filter(one -> one.policyId() != null
                        && one.principal() != null
                        && PrincipalRef.ofArnResource(one.principal())
                                .filter(principal -> principal
                                        .identity()
                                        .equals(unit.principal().identity()))
                                .isPresent())
                .map(one -> String.valueOf(one.policyId()))
                .collect(Collectors.toSet());
    }

    /** Ids in the Secret of a grant, which can be edited with write access to Secrets of the namespace. */
    public Set<String> kept(UnitKey unit) {
        return unit instanceof UnitKey.ApiKeyUnit key
                ? objects.grant(key.namespace(), key.name()).flatMap(stored).stream()
                        .flatMap(history -> history.revisions().stream())
                        .flatMap(revision -> revision.keyId().stream())
                        .collect(Collectors.toSet())
                : Set.of();
    }
}
