// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.world;

import dev.apiaccess.model.ApiStage;
import java.util.Map;

/**
 * The resource policies that stages have deployed, in an account and region.
 *
 * @param stages stages that rules name; without those that could not be read
 * @param trouble the right that is missing to read the others; empty where none is
 */
public record ExportSlice(String accountId, String region, Map<ApiStage, StagePolicy> stages, String trouble) {

    public ExportSlice {
        stages = Map.copyOf(stages);
    }
}
