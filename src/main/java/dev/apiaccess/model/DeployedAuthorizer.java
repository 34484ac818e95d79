// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The authorizer of a method as it was deployed: a deployment keeps a copy of what it asks, not its id.
 *
 * @param scopes of which a token has to have one; empty where that does not count
 */
public record DeployedAuthorizer(Authorizer definition, SortedSet<String> scopes) {

    public DeployedAuthorizer {
        scopes = new TreeSet<>(scopes);
    }
}
