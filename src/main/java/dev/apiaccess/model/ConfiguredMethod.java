// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A method of the present configuration of an API, which no stage needs to have.
 *
 * @param resourceId id of its resource, which calls that change the method name
 * @param authorizerId empty where it has none
 * @param scopes of its authorization
 */
public record ConfiguredMethod(
        String resourceId, String authorization, String authorizerId, SortedSet<String> scopes, boolean keyRequired) {

    public ConfiguredMethod {
        scopes = new TreeSet<>(scopes);
    }

    /** The same with another authorization that has no authorizer. */
    public ConfiguredMethod withAuthorization(String other) {
        return new ConfiguredMethod(resourceId, other, "", new TreeSet<>(), keyRequired);
    }

    /** The same under an authorizer. */
    public ConfiguredMethod withAuthorizer(String other, String id, SortedSet<String> scopesOfIt) {
        return new ConfiguredMethod(resourceId, other, id, scopesOfIt, keyRequired);
    }

    /** The same with a key required or not. */
    public ConfiguredMethod withKeyRequired(boolean required) {
        return new ConfiguredMethod(resourceId, authorization, authorizerId, scopes, required);
    }
}
