// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import java.util.Map;
import java.util.Optional;

/**
 * What a deployment has, which never changes.
 *
 * @param policy the resource policy, its resources written out; empty where there is none
 * @param authorizers of methods that have one, as far as they could be read
 */
public record DeployedApi(
        Map<MethodKey, ServedMethod> methods, Optional<String> policy, Map<MethodKey, DeployedAuthorizer> authorizers) {

    public DeployedApi {
        methods = Map.copyOf(methods);
        authorizers = Map.copyOf(authorizers);
    }

    /** One whose authorizers nobody read. */
    public DeployedApi(Map<MethodKey, ServedMethod> methods, Optional<String> policy) {
        this(methods, policy, Map.of());
    }
}
