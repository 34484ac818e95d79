// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of an ApiAccessPolicy.
 *
 * @param observedGeneration the generation this status speaks of
 * @param conditions one per type
 * @param summary the answer in one line
 * @param reconcileRequestedAt echo of the annotation of the same name
 * @param lastChangeTime when something was last changed in AWS, RFC 3339
 * @param connection name of the connection to which the object is bound
 * @param drift what differs now, a line per field, at most 20
 * @param lastDrift the last difference that was seen
 * @param restApi the API that the target was resolved to; kept
 * @param policies one per principal
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ApiAccessPolicyStatus(
        @Default("-1") @Nullable Long observedGeneration,
        List<Condition> conditions,
        @Nullable String summary,
        @Nullable String reconcileRequestedAt,
        @Nullable String lastChangeTime,
        @Nullable String connection,
        List<String> drift,
        @Nullable LastDrift lastDrift,
        @Nullable ResolvedApi restApi,
        List<PrincipalPolicy> policies)
        implements ObjectStatus {
    /** Turns what is absent into empty lists and maps. */
    public ApiAccessPolicyStatus {
        conditions = Absent.list(conditions);
        drift = Absent.list(drift);
        policies = Absent.list(policies);
    }
}
