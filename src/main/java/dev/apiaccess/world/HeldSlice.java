// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.world;

import dev.apiaccess.access.Identity;
import java.util.Map;
import java.util.Optional;

/**
 * What decides about the calls of principals, as of one listing of IAM.
 *
 * @param principals those that objects name, by {@link dev.apiaccess.model.PrincipalRef#identity()}; others are not kept
 */
public record HeldSlice(String accountId, Map<String, Identity> principals) {

    public HeldSlice {
        principals = Map.copyOf(principals);
    }

    /** What a principal has; empty where it was not read yet. */
    public Optional<Identity> of(String identity) {
        return Optional.ofNullable(principals.get(identity));
    }
}
