// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.intent.UsagePlanIntent;
import dev.apiaccess.model.Place;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The situation of an ApiRateLimit.
 *
 * @param plan its usage plan
 * @param wanted the desired plan; empty while it is not known what AWS has, and for a tier that cannot be had
 * @param apis ids of the APIs whose stages have to be read
 */
public record LimitSituation(
        Situation<ApiRateLimit, UsagePlanIntent> at,
        LimitPlan plan,
        Optional<LimitPlan.Wanted> wanted,
        Map<Place, Set<String>> apis) {}
