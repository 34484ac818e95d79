// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of an ApiRateLimit.
 *
 * @param observedGeneration the generation this status speaks of
 * @param conditions one per type
 * @param summary the answer in one line
 * @param reconcileRequestedAt echo of the annotation of the same name
 * @param lastChangeTime when something was last changed in AWS, RFC 3339
 * @param connection name of the connection to which the object is bound
 * @param drift what differs now, a line per field, at most 20
 * @param lastDrift the last difference that was seen
 * @param usagePlanId id of the usage plan
 * @param digest of what was last applied
 * @param grants how many grants use it
 * @param targets the APIs as they were resolved; kept
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ApiRateLimitStatus(
        @Default("-1") @Nullable Long observedGeneration,
        List<Condition> conditions,
        @Nullable String summary,
        @Nullable String reconcileRequestedAt,
        @Nullable String lastChangeTime,
        @Nullable String connection,
        List<String> drift,
        @Nullable LastDrift lastDrift,
        @Nullable String usagePlanId,
        @Nullable String digest,
        @Nullable Integer grants,
        List<LimitedApi> targets)
        implements ObjectStatus {
    /** Turns what is absent into empty lists and maps. */
    public ApiRateLimitStatus {
        conditions = Absent.list(conditions);
        drift = Absent.list(drift);
        targets = Absent.list(targets);
    }
}
