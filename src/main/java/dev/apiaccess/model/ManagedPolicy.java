// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import dev.apiaccess.iam.PolicyDocument;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A customer managed policy with its attachments.
 *
 * @param path IAM path, begins and ends with a slash
 * @param description immutable in AWS; carries the owner mark
 * @param document default version; null when it could not be read, which means unknown and never empty
 * @param attachedTo principals that the policy is attached to
 */
public record ManagedPolicy(
        String path,
        String name,
        String description,
        @Nullable PolicyDocument document,
        SortedSet<PrincipalRef> attachedTo) {

    public ManagedPolicy {
        attachedTo = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(attachedTo));
    }

    public ManagedPolicy withDocument(PolicyDocument next) {
        return new ManagedPolicy(path, name, description, next, attachedTo);
    }

    public ManagedPolicy withAttachedTo(SortedSet<PrincipalRef> next) {
        return new ManagedPolicy(path, name, description, document, next);
    }
}
