// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.world;

import dev.apiaccess.access.Identity;
import dev.apiaccess.model.PrincipalRef;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What decides about the calls of principals, as of one listing of IAM.
 *
 * @param principals those that objects name, by {@link dev.apiaccess.model.PrincipalRef#identity()}; others are not kept
 * @param unfinished those of them that have a document which is not read yet
 * @param bare principals without any policy, group and boundary, named or not, by identity: an object that is the first to name
 *     one need not wait for another listing
 */
public record HeldSlice(
        String accountId, Map<String, Identity> principals, Set<String> unfinished, Map<String, PrincipalRef> bare) {

    public HeldSlice {
        principals = Map.copyOf(principals);
        unfinished = Set.copyOf(unfinished);
        bare = Map.copyOf(bare);
    }

    /** A listing of which everything was read. */
    public HeldSlice(String accountId, Map<String, Identity> principals) {
        this(accountId, principals, Set.of(), Map.of());
    }

    /** What a principal has; empty where it was not read yet. */
    public Optional<Identity> of(String identity) {
        return Optional.ofNullable(principals.get(identity))
                .or(() -> Optional.ofNullable(bare.get(identity)).map(one -> Identity.bare(one.text())));
    }

    /** Whether the next look may know more of a principal. */
    public boolean isUnfinished(String identity) {
        return unfinished.contains(identity) || of(identity).isEmpty();
    }
}
