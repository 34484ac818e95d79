// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.world;

import dev.apiaccess.model.ApiStage;
import java.util.Map;

/**
 * What was read of the deployed methods in an account and region.
 *
 * @param stages stages that rate limits name; without those whose deployment could not be read
 */
public record MethodSlice(String accountId, String region, Map<ApiStage, StageMethods> stages) {

    public MethodSlice {
        stages = Map.copyOf(stages);
    }
}
