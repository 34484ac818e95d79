// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.state;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A usage plan.
 *
 * @param sequence order of creation within the region
 * @param stages the API stages it opens, each at most once
 */
public record UsagePlan(
        String id,
        long sequence,
        Instant created,
        String name,
        @Nullable String description,
        @Nullable String productCode,
        @Nullable Throttle throttle,
        @Nullable Quota quota,
        List<PlanStage> stages,
        Map<String, String> tags) {

    /**
     * A quota.
     *
     * @param limit requests within the period
     * @param offset requests taken off the limit in the first period
     * @param period DAY, WEEK or MONTH
     */
    public record Quota(int limit, int offset, String period) {}

    /**
     * A stage within a plan.
     *
     * @param throttles method limits by key as it was addressed, for instance {@code /orders/GET}
     */
    public record PlanStage(String apiId, String stage, Map<String, Throttle> throttles) {}

    /** The entry for a stage. */
    public Optional<PlanStage> stage(String apiId, String stage) {
        return stages.stream()
                .filter(s -> s.apiId().equals(apiId) && s.stage().equals(stage))
                .findFirst();
    }

    /** With other stages. */
    public UsagePlan withStages(List<PlanStage> changed) {
        return new UsagePlan(
                id, sequence, created, name, description, productCode, throttle, quota, List.copyOf(changed), tags);
    }

    /** With other tags. */
    public UsagePlan withTags(Map<String, String> changed) {
        return new UsagePlan(id, sequence, created, name, description, productCode, throttle, quota, stages, changed);
    }
}
