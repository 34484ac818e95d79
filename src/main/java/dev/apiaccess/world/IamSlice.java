// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.world;

import dev.apiaccess.model.AccountQuotas;
import dev.apiaccess.model.ExistingPolicy;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.Place;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.model.UnitKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One complete listing of IAM in an account.
 *
 * @param beganAt when the first page was asked for: nothing written later is evidence in it
 * @param owned policies that bear this cluster's mark, by unit
 * @param byNamespace the units of {@code owned} by namespace
 * @param principals every role, user and group by {@link PrincipalRef#identity()}
 * @param principalIds unique id of each principal, by identity
 * @param attachments number of managed policies attached to each principal, by identity
 * @param quotas how many managed policies a principal may carry
 * @param claim the marker policy of this cluster id
 * @param strangers ARNs of policies outside of our path with names like ours, by name in lower case: IAM takes a name once
 */
public record IamSlice(
        String accountId,
        Instant beganAt,
        Map<UnitKey.PolicyUnit, ExistingPolicy> owned,
        Map<String, List<UnitKey.PolicyUnit>> byNamespace,
        Map<String, PrincipalRef> principals,
        Map<String, String> principalIds,
        Map<String, Integer> attachments,
        AccountQuotas quotas,
        Optional<ExistingPolicy> claim,
        Map<String, String> strangers)
        implements Slice {

    public IamSlice {
        principalIds = Map.copyOf(principalIds);
        strangers = Map.copyOf(strangers);
        owned = Map.copyOf(owned);
        byNamespace = Map.copyOf(byNamespace);
        principals = Map.copyOf(principals);
        attachments = Map.copyOf(attachments);
    }

    /** A listing in which the units are put in order by namespace here. */
    public IamSlice(
            String accountId,
            Instant beganAt,
            Map<UnitKey.PolicyUnit, ExistingPolicy> owned,
            Map<String, PrincipalRef> principals,
            Map<String, String> principalIds,
            Map<String, Integer> attachments,
            AccountQuotas quotas,
            Optional<ExistingPolicy> claim,
            Map<String, String> strangers) {
        this(
                accountId,
                beganAt,
                owned,
                owned.keySet().stream().collect(Collectors.groupingBy(UnitKey.PolicyUnit::namespace)),
                principals,
                principalIds,
                attachments,
                quotas,
                claim,
                strangers);
    }

    /** A listing without strangers and without ids of principals. */
    public IamSlice(
            String accountId,
            Instant beganAt,
            Map<UnitKey.PolicyUnit, ExistingPolicy> owned,
            Map<String, PrincipalRef> principals,
            Map<String, Integer> attachments,
            AccountQuotas quotas,
            Optional<ExistingPolicy> claim) {
        this(accountId, beganAt, owned, principals, Map.of(), attachments, quotas, claim, Map.of());
    }

    @Override
    public Operation.Service service() {
        return Operation.Service.IAM;
    }

    @Override
    public Place place() {
        return Place.global(accountId);
    }

    /** The claim is the cluster's, not of any object. */
    @Override
    public Stream<UnitKey> units() {
        return owned.keySet().stream().map(unit -> unit);
    }

    @Override
    public Observed of(UnitKey unit) {
        return switch (unit) {
            case UnitKey.PolicyUnit policy -> new Observed.Policy(Optional.ofNullable(owned.get(policy)));
            case UnitKey.ClaimUnit _ -> new Observed.Policy(claim);
            default -> unit.nothing();
        };
    }

    /** Policies of one namespace. */
    public List<UnitKey.PolicyUnit> ownedBy(String namespace) {
        return byNamespace.getOrDefault(namespace, List.of());
    }
}
