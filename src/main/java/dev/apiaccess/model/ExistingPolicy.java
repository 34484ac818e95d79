// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import java.util.List;

/**
 * A managed policy as IAM holds it.
 *
 * @param policyId never used again, also when a policy of the same name is made later
 * @param defaultVersionId {@code v3}; the document of a version never changes
 * @param otherVersionIds stored versions that are not the default, oldest first
 */
public record ExistingPolicy(
        String arn, String policyId, String defaultVersionId, List<String> otherVersionIds, ManagedPolicy policy) {

    public ExistingPolicy {
        otherVersionIds = List.copyOf(otherVersionIds);
    }
}
