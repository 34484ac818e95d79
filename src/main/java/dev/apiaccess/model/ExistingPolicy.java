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
 * @param proof what proves that it is ours, as far as is known
 */
public record ExistingPolicy(
        String arn,
        String policyId,
        String defaultVersionId,
        List<String> otherVersionIds,
        ManagedPolicy policy,
        @Nullable Map<String, String> tags,
        Proof proof)
        implements Existing<ExistingPolicy> {

    public ExistingPolicy {
        otherVersionIds = List.copyOf(otherVersionIds);
        tags = tags == null ? null : Map.copyOf(tags);
    }

    /** A policy whose tags were not read. */
    public ExistingPolicy(
            String arn, String policyId, String defaultVersionId, List<String> otherVersionIds, ManagedPolicy policy) {
        this(arn, policyId, defaultVersionId, otherVersionIds, policy, null, Proof.UNREAD);
    }

    @Override
    public String id() {
        return policyId;
    }

    @Override
    public String address() {
        return arn;
    }

    @Override
    public ExistingPolicy withTags(Map<String, String> next) {
        return new ExistingPolicy(arn, policyId, defaultVersionId, otherVersionIds, policy, next, proof);
    }

    @Override
    public ExistingPolicy withProof(Proof next) {
        return new ExistingPolicy(arn, policyId, defaultVersionId, otherVersionIds, policy, tags, next);
    }

    public ExistingPolicy withPolicy(ManagedPolicy next) {
        return new ExistingPolicy(arn, policyId, defaultVersionId, otherVersionIds, next, tags, proof);
    }

    /** The same policy after a change of its versions. */
    public ExistingPolicy withVersions(String defaultId, List<String> otherIds, ManagedPolicy next) {
        return new ExistingPolicy(arn, policyId, defaultId, otherIds, next, tags, proof);
    }
}
