// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The policies that apply to a request. Identity policies, boundary, session policies and service control policies hold no Principal: one
 * with a Principal is refused with {@link IllegalArgumentException}.
 *
 * @param boundary null where the caller has none
 * @param session policies of the caller's session, which together allow what one of them allows; null where it has none
 * @param scps service control policies by level, from the organization's root to the account; null where none apply or they are not seen
 * @param resource null where the resource has none
 * @param endpoint policy of the VPC endpoint that the request comes through; null where there is none, or AWS's own that allows everything
 * @param resourceAccount owns the resource; null means the account in the resource's ARN, or the caller's own when the ARN has none
 */
public record Policies(
        List<Attached> identity,
        @Nullable Attached boundary,
        @Nullable List<Attached> session,
        @Nullable List<List<Attached>> scps,
        @Nullable Attached resource,
        @Nullable Attached endpoint,
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
        if (session != null && session.isEmpty()) {
            session = null;
        }
        if (session != null) {
            session = List.copyOf(session);
            session.forEach(Policies::refusePrincipal);
        }
        if (scps != null) {
            scps = scps.stream().map(List::copyOf).toList();
            scps.forEach(level -> level.forEach(Policies::refusePrincipal));
        }
    }

    /** No policy at all, to be completed by the {@code with} methods. */
    public static Policies none() {
        return new Policies(List.of(), null, null, null, null, null, null, ResourceRule.EITHER_IN_ACCOUNT);
    }

    /** Identity policies that are called by their number. */
    public static Policies identity(List<PolicyDocument> documents) {
        return none().withIdentity(numbered("identity policy", documents));
    }

    public static Policies identity(PolicyDocument... documents) {
        return identity(Arrays.asList(documents));
    }

    private static List<Attached> numbered(String what, List<PolicyDocument> documents) {
        List<Attached> all = new ArrayList<>();
        for (PolicyDocument document : documents) {
            all.add(Attached.of(what + " number " + (all.size() + 1), document));
        }
        return all;
    }

    public Policies withIdentity(List<Attached> documents) {
        return new Policies(documents, boundary, session, scps, resource, endpoint, resourceAccount, rule);
    }

    public Policies withBoundary(@Nullable Attached document) {
        return new Policies(identity, document, session, scps, resource, endpoint, resourceAccount, rule);
    }

    public Policies withBoundary(PolicyDocument document) {
        return withBoundary(Attached.of(Layer.BOUNDARY.text(), document));
    }

    public Policies withSession(@Nullable List<Attached> documents) {
        return new Policies(identity, boundary, documents, scps, resource, endpoint, resourceAccount, rule);
    }

    public Policies withScps(@Nullable List<List<Attached>> levels) {
        return new Policies(identity, boundary, session, levels, resource, endpoint, resourceAccount, rule);
    }

    public Policies withResource(@Nullable Attached document) {
        return new Policies(identity, boundary, session, scps, document, endpoint, resourceAccount, rule);
    }

    public Policies withResource(PolicyDocument document) {
        return withResource(Attached.of(Layer.RESOURCE.text(), document));
    }

    public Policies withEndpoint(@Nullable Attached document) {
        return new Policies(identity, boundary, session, scps, resource, document, resourceAccount, rule);
    }

    public Policies withResourceAccount(@Nullable String account) {
        return new Policies(identity, boundary, session, scps, resource, endpoint, account, rule);
    }

    /** The trust policy of the role that the request wants to assume. */
    public Policies withTrust(Attached document) {
        return withResource(document).withRule(ResourceRule.RESOURCE_MUST_ALLOW);
    }

    public Policies withRule(ResourceRule other) {
        return new Policies(identity, boundary, session, scps, resource, endpoint, resourceAccount, other);
    }

    /** Whether service control policies bind a caller: not one without credentials, nor service-linked roles. */
    public static boolean isBoundByScps(Principal caller) {
        return PrincipalMatcher.isSubjectToScps(caller);
    }

    /** Whether the resource belongs to another account than the caller. */
    boolean areOfAnotherAccount(Request request) {
        String owner = resourceAccount == null
                ? Arn.tryParse(request.resource()).map(Arn::account).orElse("")
                : resourceAccount;
        return !owner.isEmpty() && !request.principal().accountId().orElse("").equals(owner);
    }

    private static void refusePrincipal(Attached attached) {
        if (attached instanceof Attached.Parsed parsed && parsed.namesPrincipals()) {
            throw new IllegalArgumentException(
                    "only policies of resources and endpoints may hold a Principal: " + attached.name());
        }
    }
}
