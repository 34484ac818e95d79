// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.world;

import dev.apiaccess.model.ApiStage;
import java.util.Map;

/**
 * What was read of the deployed methods in an account and region.
 *
 * @param stages stages that objects name; without those whose deployment could not be read
 * @param trouble the right that is missing to read the others; empty where none is
 */
public record MethodSlice(String accountId, String region, Map<ApiStage, StageMethods> stages, String trouble) {

    /** A reading in which nothing failed. */
    public MethodSlice(String accountId, String region, Map<ApiStage, StageMethods> stages) {
        this(accountId, region, stages, "");
    }

    public MethodSlice {
        stages = Map.copyOf(stages);
    }
}
