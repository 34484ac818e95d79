// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.port;

import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.model.AccountQuotas;
import dev.apiaccess.model.ExistingPolicy;
import dev.apiaccess.model.ManagedPolicy;
import dev.apiaccess.model.PrincipalRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** IAM of one account. Every method is one call and throws {@link AwsFailure}. */
public interface IamPort {

    /** One page of GetAccountAuthorizationDetails over roles, users, groups and the account's own managed policies. */
    default AccountDetails accountDetails(@Nullable String marker) {
        return accountDetails(marker, false);
    }

    /**
     * One page of GetAccountAuthorizationDetails.
     *
     * @param ofAws whether to list the managed policies of AWS too
     */
    AccountDetails accountDetails(@Nullable String marker, boolean ofAws);

    /**
     * What a page holds. Attachments are listed at the principals, so only all pages together show what a policy is attached to: policies
     * here come with an empty {@link ManagedPolicy#attachedTo()}.
     *
     * @param attachments ARNs of the attached managed policies for each principal, empty sets included
     * @param ids unique id of each principal, such as {@code AROA...}; one that was deleted and made anew has another
     * @param holders what the principals hold beside that
     * @param documents the default version of each policy by ARN, as JSON; of those that AWS returned with one
     * @param next marker of the next page, null on the last one
     */
    record AccountDetails(
            List<ExistingPolicy> policies,
            Map<PrincipalRef, Set<String>> attachments,
            Map<PrincipalRef, String> ids,
            List<Holder> holders,
            Map<String, String> documents,
            @Nullable String next) {}

    /**
     * A principal with what decides about its calls.
     *
     * @param inline its inline policies by name, as JSON
     * @param groups names of the groups that a user is in
     * @param boundary ARN of its permissions boundary
     */
    record Holder(PrincipalRef principal, Map<String, String> inline, List<String> groups, Optional<String> boundary) {}

    /** GetAccountSummary: how many managed policies a principal may carry. */
    AccountQuotas accountQuotas();

    /**
     * GetPolicy: the head of a policy with its tags, empty when there is none.
     *
     * @param tags as AWS returns them
     */
    record PolicyHead(
            String arn, String policyId, String defaultVersionId, String description, Map<String, String> tags) {}

    Optional<PolicyHead> getPolicy(String arn);

    /** GetPolicyVersion: the document as JSON. No such version is a failure. */
    String getPolicyText(String arn, String versionId);

    /** GetPolicyVersion; empty when the document cannot be read, which means unknown. No such version is a failure. */
    Optional<PolicyDocument> getPolicyVersion(String arn, String versionId);

    /** ListPolicyVersions: ids of all stored versions, oldest first (one page: AWS stores five at most). */
    List<String> listPolicyVersions(String arn);

    /**
     * ListEntitiesForPolicy: one page of what the policy is attached to, not of what it bounds. AWS returns names only, so the path of each
     * is {@code /}: compare by {@link PrincipalRef#identity()}.
     */
    Page<PrincipalRef> listEntitiesForPolicy(String arn, @Nullable String marker);

    /** CreatePolicy with the document as default version; the attachments of {@code policy} are not made. */
    ExistingPolicy createPolicy(ManagedPolicy policy, Map<String, String> tags);

    /** CreatePolicyVersion, made the default in the same call: the new version's id. */
    String createPolicyVersion(String arn, PolicyDocument document);

    void deletePolicyVersion(String arn, String versionId);

    void deletePolicy(String arn);

    /** TagPolicy: sets these tags and leaves others as they are. */
    void tagPolicy(String arn, Map<String, String> tags);

    void attachPolicy(String arn, PrincipalRef principal);

    void detachPolicy(String arn, PrincipalRef principal);
}
