// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of an AwsConnection.
 *
 * @param observedGeneration the generation this status speaks of
 * @param conditions one per type
 * @param summary the answer in one line
 * @param reconcileRequestedAt echo of the annotation of the same name
 * @param lastChangeTime when something was last changed in AWS, RFC 3339
 * @param accountId the account that answered
 * @param identityArn the identity under which it was reached
 * @param users how many objects use the connection
 * @param fingerprint of the cluster that holds the claim in the account
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record AwsConnectionStatus(
        @Default("-1") @Nullable Long observedGeneration,
        List<Condition> conditions,
        @Nullable String summary,
        @Nullable String reconcileRequestedAt,
        @Nullable String lastChangeTime,
        @Nullable String accountId,
        @Nullable String identityArn,
        @Nullable Integer users,
        @Nullable String fingerprint)
        implements CommonStatus {
    /** Turns what is absent into empty lists and maps. */
    public AwsConnectionStatus {
        conditions = Absent.list(conditions);
    }
}
