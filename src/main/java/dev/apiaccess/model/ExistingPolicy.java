// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A managed policy as IAM holds it.
 *
 * @param policyId never used again, also when a policy of the same name is made later
 * @param defaultVersionId {@code v3}; the document of a version never changes
 * @param otherVersionIds stored versions that are not the default, oldest first
 * @param tags null when they were not read: bulk listings leave them out
 */
public record ExistingPolicy(
        String arn,
        String policyId,
        String defaultVersionId,
        List<String> otherVersionIds,
        ManagedPolicy policy,
        @Nullable Map<String, String> tags) {

    public ExistingPolicy {
        otherVersionIds = List.copyOf(otherVersionIds);
        tags = tags == null ? null : Map.copyOf(tags);
    }

    /** A policy whose tags were not read. */
    public ExistingPolicy(
            String arn, String policyId, String defaultVersionId, List<String> otherVersionIds, ManagedPolicy policy) {
        this(arn, policyId, defaultVersionId, otherVersionIds, policy, null);
    }

    public ExistingPolicy withTags(Map<String, String> next) {
        return new ExistingPolicy(arn, policyId, defaultVersionId, otherVersionIds, policy, next);
    }
}
