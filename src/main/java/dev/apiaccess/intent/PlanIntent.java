// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import dev.apiaccess.api.Tenant;
import dev.apiaccess.model.OwnerRef;
import dev.apiaccess.model.Quota;
import dev.apiaccess.model.Throttle;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an ApiRateLimit wants, with its APIs resolved. */
public record PlanIntent(
        OwnerRef owner,
        String uid,
        String connection,
        Tenant tenant,
        String accountId,
        String region,
        @Nullable Throttle throttle,
        @Nullable Quota quota,
        List<LimitedStage> stages) {

    /**
     * One stage of the plan.
     *
     * @param name the entry's name in the manifest
     * @param methods limits by resource path and verb
     */
    public record LimitedStage(
            String name,
            String apiId,
            String apiName,
            String stage,
            Map<dev.apiaccess.model.MethodKey, Throttle> methods) {}
}
