// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of an ApiKeyGrant. Nothing here is derived from the key value.
 *
 * @param observedGeneration the generation this status speaks of
 * @param conditions one per type
 * @param summary the answer in one line
 * @param reconcileRequestedAt echo of the annotation of the same name
 * @param lastChangeTime when something was last changed in AWS, RFC 3339
 * @param connection name of the connection to which the object is bound
 * @param drift what differs now, a line per field, at most 20
 * @param lastDrift the last difference that was seen
 * @param apiKeyId id of the key in AWS
 * @param revision counts the keys of this grant, from 1
 * @param digest of what was last applied
 * @param secretName the Secret that was written
 * @param plans the usage plans in which the key is
 * @param usableSince since when the key works, RFC 3339
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ApiKeyGrantStatus(
        @Default("-1") @Nullable Long observedGeneration,
        List<Condition> conditions,
        @Nullable String summary,
        @Nullable String reconcileRequestedAt,
        @Nullable String lastChangeTime,
        @Nullable String connection,
        List<String> drift,
        @Nullable LastDrift lastDrift,
        @Nullable String apiKeyId,
        @Nullable Integer revision,
        @Nullable String digest,
        @Nullable String secretName,
        List<GrantPlan> plans,
        @Nullable String usableSince)
        implements ObjectStatus {
    /** Turns what is absent into empty lists and maps. */
    public ApiKeyGrantStatus {
        conditions = Absent.list(conditions);
        drift = Absent.list(drift);
        plans = Absent.list(plans);
    }
}
