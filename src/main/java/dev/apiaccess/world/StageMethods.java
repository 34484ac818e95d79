// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.world;

import dev.apiaccess.model.MethodKey;
import java.util.Set;

/**
 * What a stage has deployed.
 *
 * @param deploymentId of the deployment that was read, which never changes
 * @param withoutKey methods that take calls without an API key
 */
public record StageMethods(String deploymentId, Set<MethodKey> withoutKey) {

    public StageMethods {
        withoutKey = Set.copyOf(withoutKey);
    }
}
