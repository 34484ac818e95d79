// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.world;

import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.ServedMethod;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a stage has deployed.
 *
 * @param deploymentId of the deployment that was read, which never changes
 * @param methods all of its methods
 */
public record StageMethods(String deploymentId, Map<MethodKey, ServedMethod> methods) {

    public StageMethods {
        methods = Map.copyOf(methods);
    }

    /** All of its methods. */
    public Set<MethodKey> deployed() {
        return methods.keySet();
    }

    /** Those that take calls without an API key. */
    public Set<MethodKey> withoutKey() {
        return methods.entrySet().stream()
                .filter(method -> !method.getValue().keyRequired())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }
}
