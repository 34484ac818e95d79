// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import static java.util.Objects.requireNonNullElse;

import dev.apiaccess.model.AccountQuotas;
import dev.apiaccess.model.ExistingPolicy;
import dev.apiaccess.model.ManagedPolicy;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.port.IamPort.AccountDetails;
import dev.apiaccess.port.IamPort.Holder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.AttachedPermissionsBoundary;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.GetAccountAuthorizationDetailsResponse;
import software.amazon.awssdk.services.iam.model.GetAccountSummaryResponse;
import software.amazon.awssdk.services.iam.model.ManagedPolicyDetail;
import software.amazon.awssdk.services.iam.model.PolicyDetail;
import software.amazon.awssdk.services.iam.model.PolicyVersion;

/** Maps IAM's answers to our values. */
final class IamMapping {

    private IamMapping() {}

    /** The quotas; one that the answer leaves out is that of a new account. */
    static AccountQuotas accountQuotas(GetAccountSummaryResponse answer) {
        var values = answer.summaryMapAsStrings();
        var usual = AccountQuotas.DEFAULT;
        return new AccountQuotas(
                values.getOrDefault("AttachedPoliciesPerRoleQuota", usual.role()),
                values.getOrDefault("AttachedPoliciesPerUserQuota", usual.user()),
                values.getOrDefault("AttachedPoliciesPerGroupQuota", usual.group()),
                values.getOrDefault("Policies", 0),
                values.getOrDefault("PoliciesQuota", usual.policiesQuota()));
    }

    static AccountDetails accountDetails(GetAccountAuthorizationDetailsResponse page) {
        Map<PrincipalRef, Set<String>> attachments = new HashMap<>();
        Map<PrincipalRef, String> ids = new HashMap<>();
        var holders = new ArrayList<Holder>();
        for (var role : page.roleDetailList()) {
            var ref = new PrincipalRef(PrincipalRef.Kind.ROLE, role.path(), role.roleName());
            attachments.put(ref, arns(role.attachedManagedPolicies()));
            ids.put(ref, requireNonNullElse(role.roleId(), ""));
            holders.add(holder(ref, role.rolePolicyList(), List.of(), role.permissionsBoundary()));
        }
        for (var user : page.userDetailList()) {
            var ref = new PrincipalRef(PrincipalRef.Kind.USER, user.path(), user.userName());
            attachments.put(ref, arns(user.attachedManagedPolicies()));
            ids.put(ref, requireNonNullElse(user.userId(), ""));
            holders.add(holder(ref, user.userPolicyList(), user.groupList(), user.permissionsBoundary()));
        }
        for (var group : page.groupDetailList()) {
            var ref = new PrincipalRef(PrincipalRef.Kind.GROUP, group.path(), group.groupName());
            attachments.put(ref, arns(group.attachedManagedPolicies()));
            ids.put(ref, requireNonNullElse(group.groupId(), ""));
            holders.add(holder(ref, group.groupPolicyList(), List.of(), null));
        }
        return new AccountDetails(
                page.policies().stream().map(IamMapping::policy).toList(),
                Map.copyOf(attachments),
                Map.copyOf(ids),
                List.copyOf(holders),
                documents(page.policies()),
                next(page.isTruncated(), page.marker()));
    }

    private static Holder holder(
            PrincipalRef ref,
            List<PolicyDetail> policies,
            List<String> groups,
            @Nullable AttachedPermissionsBoundary boundary) {
        var inline = new HashMap<String, String>();
        policies.forEach(policy -> inline.put(policy.policyName(), text(policy.policyDocument())));
        return new Holder(
                ref,
                Map.copyOf(inline),
                List.copyOf(groups),
                Optional.ofNullable(boundary).map(AttachedPermissionsBoundary::permissionsBoundaryArn));
    }

    private static Map<String, String> documents(List<ManagedPolicyDetail> policies) {
        var documents = new HashMap<String, String>();
        for (var policy : policies) {
            policy.policyVersionList().stream()
                    .filter(version -> version.versionId().equals(policy.defaultVersionId()))
                    .findFirst()
                    .map(PolicyVersion::document)
                    .ifPresent(document -> documents.put(policy.arn(), text(document)));
        }
        return Map.copyOf(documents);
    }

    /** A document whose encoding is broken stays as it is, and is no policy for any reader. */
    static String text(@Nullable String encoded) {
        var document = requireNonNullElse(encoded, "");
        try {
            return PolicyDocuments.decode(document);
        } catch (IllegalArgumentException _) {
            return document;
        }
    }

    /** Version ids by number: {@code v9} before {@code v10}. */
    static List<String> oldestFirst(List<String> versionIds) {
        return versionIds.stream()
                .sorted(Comparator.<String>comparingInt(String::length).thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    static @Nullable String next(@Nullable Boolean truncated, @Nullable String marker) {
        return Boolean.TRUE.equals(truncated) ? marker : null;
    }

    private static ExistingPolicy policy(ManagedPolicyDetail detail) {
        var defaultVersion = detail.defaultVersionId();
        var document = detail.policyVersionList().stream()
                .filter(version -> version.versionId().equals(defaultVersion))
                .findFirst()
                .map(PolicyVersion::document)
                .flatMap(PolicyDocuments::read)
                .orElse(null);
        var others = detail.policyVersionList().stream()
                .map(PolicyVersion::versionId)
                .filter(version -> !version.equals(defaultVersion))
                .toList();
        return new ExistingPolicy(
                detail.arn(),
                requireNonNullElse(detail.policyId(), detail.arn()),
                defaultVersion,
                oldestFirst(others),
                new ManagedPolicy(
                        requireNonNullElse(detail.path(), "/"),
                        detail.arn().substring(detail.arn().lastIndexOf('/') + 1),
                        requireNonNullElse(detail.description(), ""),
                        document,
                        new TreeSet<>()));
    }

    private static Set<String> arns(List<AttachedPolicy> attached) {
        return attached.stream().map(AttachedPolicy::policyArn).collect(Collectors.toUnmodifiableSet());
    }
}
