// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.world;

import dev.apiaccess.model.MethodKey;
import java.util.Set;

/**
 * What a stage has deployed.
 *
 * @param deploymentId of the deployment that was read, which never changes
 * @param deployed all of its methods
 * @param withoutKey those that take calls without an API key
 */
public record StageMethods(String deploymentId, Set<MethodKey> deployed, Set<MethodKey> withoutKey) {

    public StageMethods {
        deployed = Set.copyOf(deployed);
        withoutKey = Set.copyOf(withoutKey);
    }
}
