// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The policies that apply to a request. {@code resourceAccount} owns the resource; null means the account in the resource's ARN, or the
 * caller's own when the ARN has none. Identity policies and boundary must be read as {@link PolicyKind#IDENTITY}: one with a Principal is
 * refused with {@link IllegalArgumentException}.
 */
public record Policies(
        List<PolicyDocument> identity,
        @Nullable PolicyDocument boundary,
        @Nullable PolicyDocument resource,
        @Nullable String resourceAccount,
        ResourceRule rule) {

    /** How a resource policy counts beside the identity policies. */
    public enum ResourceRule {
        /** In one account either side may grant; across accounts both must. */
        EITHER_IN_ACCOUNT,
        /** The resource policy must always grant: trust policies, and methods that carry no IAM authorization. */
        RESOURCE_MUST_ALLOW
    }

    public Policies {
        identity = List.copyOf(identity);
        identity.forEach(Policies::refusePrincipal);
        if (boundary != null) {
            refusePrincipal(boundary);
        }
    }

    /** No policy at all, to be completed by the {@code with} methods. */
    public static Policies none() {
        return identity(List.of());
    }

    public static Policies identity(List<PolicyDocument> documents) {
        return new Policies(documents, null, null, null, ResourceRule.EITHER_IN_ACCOUNT);
    }

    public static Policies identity(PolicyDocument... documents) {
        return identity(List.of(documents));
    }

    public Policies withBoundary(@Nullable PolicyDocument document) {
        return new Policies(identity, document, resource, resourceAccount, rule);
    }

    public Policies withResource(@Nullable PolicyDocument document) {
        return new Policies(identity, boundary, document, resourceAccount, rule);
    }

    public Policies withResourceAccount(@Nullable String account) {
        return new Policies(identity, boundary, resource, account, rule);
    }

    /** The trust policy of the role that the request wants to assume. */
    public Policies withTrust(PolicyDocument document) {
        return new Policies(identity, boundary, document, resourceAccount, ResourceRule.RESOURCE_MUST_ALLOW);
    }

    public Policies withRule(ResourceRule other) {
        return new Policies(identity, boundary, resource, resourceAccount, other);
    }

    private static void refusePrincipal(PolicyDocument document) {
        if (document.statements().stream().anyMatch(statement -> statement.principals() != null)) {
            throw new IllegalArgumentException("an identity policy or boundary may hold no Principal");
        }
    }
}
