// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import java.util.Map;
import java.util.Optional;

/**
 * What a deployment has, which never changes.
 *
 * @param policy the resource policy, its resources written out; empty where there is none
 */
public record DeployedApi(Map<MethodKey, ServedMethod> methods, Optional<String> policy) {

    public DeployedApi {
        methods = Map.copyOf(methods);
    }
}
