// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.world;

import dev.apiaccess.model.AttachmentQuotas;
import dev.apiaccess.model.ExistingPolicy;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.model.UnitKey;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One complete listing of IAM in an account.
 *
 * @param beganAt when the first page was asked for: nothing written later is evidence in it
 * @param owned policies that bear this cluster's mark, by unit
 * @param principals every role, user and group by {@link PrincipalRef#identity()}
 * @param attachments number of managed policies attached to each principal, by identity
 * @param quotas how many managed policies a principal may carry
 * @param claim the marker policy of this cluster id
 */
public record IamSlice(
        String accountId,
        Instant beganAt,
        Map<UnitKey.PolicyUnit, ExistingPolicy> owned,
        Map<String, PrincipalRef> principals,
        Map<String, Integer> attachments,
        AttachmentQuotas quotas,
        Optional<ExistingPolicy> claim) {

    public IamSlice {
        owned = Map.copyOf(owned);
        principals = Map.copyOf(principals);
        attachments = Map.copyOf(attachments);
    }

    /** Policies of one namespace. */
    public java.util.List<UnitKey.PolicyUnit> ownedBy(String namespace) {
        return owned.keySet().stream()
                .filter(unit -> unit.namespace().equals(namespace))
                .toList();
    }
}
