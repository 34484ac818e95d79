// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.iam.PolicyWriter;
import dev.apiaccess.model.AccountQuotas;
import dev.apiaccess.model.ExistingPolicy;
import dev.apiaccess.model.ManagedPolicy;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.port.IamPort;
import dev.apiaccess.port.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.EntityType;
import software.amazon.awssdk.services.iam.model.PolicyUsageType;
import software.amazon.awssdk.services.iam.model.PolicyVersion;
import software.amazon.awssdk.services.iam.model.Tag;

/** IAM by its query API, in the largest pages that AWS gives. */
final class SdkIamPort implements IamPort {

    private static final int PAGE = 1_000;

    private final Supplier<IamClient> client;
    private final Calls calls;

    SdkIamPort(Supplier<IamClient> client, Calls calls) {
        this.client = client;
        this.calls = calls;
    }

    @Override
    public AccountDetails accountDetails(@Nullable String marker, boolean ofAws) {
        var filter = new ArrayList<>(
                List.of(EntityType.ROLE, EntityType.USER, EntityType.GROUP, EntityType.LOCAL_MANAGED_POLICY));
        if (ofAws) {
            filter.add(EntityType.AWS_MANAGED_POLICY);
        }
        var answer = calls.call(
                Operation.GET_ACCOUNT_AUTHORIZATION_DETAILS,
                () -> client().getAccountAuthorizationDetails(
                                request -> request.filter(filter).maxItems(PAGE).marker(marker)));
        return IamMapping.accountDetails(answer);
    }

    @Override
    public AccountQuotas accountQuotas() {
        return IamMapping.accountQuotas(calls.call(Operation.GET_ACCOUNT_SUMMARY, () -> client().getAccountSummary()));
    }

    @Override
    public Optional<PolicyHead> getPolicy(String arn) {
        return calls.find(Operation.GET_POLICY, () -> client().getPolicy(request -> request.policyArn(arn)))
                .map(answer -> answer.policy())
                .map(policy -> new PolicyHead(
                        policy.arn(),
                        policy.policyId(),
                        policy.defaultVersionId(),
                        requireNonNullElse(policy.description(), ""),
                        policy.tags().stream().collect(Collectors.toUnmodifiableMap(Tag::key, Tag::value))));
    }

    @Override
    public Optional<PolicyDocument> getPolicyVersion(String arn, String versionId) {
        var answer = calls.call(
                Operation.GET_POLICY_VERSION,
                () -> client().getPolicyVersion(
                                request -> request.policyArn(arn).versionId(versionId)));
        return PolicyDocuments.read(answer.policyVersion().document());
    }

    @Override
    public String getPolicyText(String arn, String versionId) {
        var answer = calls.call(
                Operation.GET_POLICY_VERSION,
                () -> client().getPolicyVersion(
                                request -> request.policyArn(arn).versionId(versionId)));
        return IamMapping.text(answer.policyVersion().document());
    }

    @Override
    public List<String> listPolicyVersions(String arn) {
        var answer = calls.call(
                Operation.LIST_POLICY_VERSIONS,
                () -> client().listPolicyVersions(
                                request -> request.policyArn(arn).maxItems(PAGE)));
        return IamMapping.oldestFirst(
                answer.versions().stream().map(PolicyVersion::versionId).toList());
    }

    @Override
    public Page<PrincipalRef> listEntitiesForPolicy(String arn, @Nullable String marker) {
        var answer = calls.call(
                Operation.LIST_ENTITIES_FOR_POLICY,
                () -> client().listEntitiesForPolicy(request -> request.policyArn(arn)
                        .policyUsageFilter(PolicyUsageType.PERMISSIONS_POLICY)
                        .maxItems(PAGE)
                        .marker(marker)));
        var principals = new ArrayList<PrincipalRef>();
        answer.policyRoles().forEach(role -> principals.add(named(PrincipalRef.Kind.ROLE, role.roleName())));
        answer.policyUsers().forEach(user -> principals.add(named(PrincipalRef.Kind.USER, user.userName())));
        answer.policyGroups().forEach(group -> principals.add(named(PrincipalRef.Kind.GROUP, group.groupName())));
        return new Page<>(principals, IamMapping.next(answer.isTruncated(), answer.marker()));
    }

    @Override
    public ExistingPolicy createPolicy(ManagedPolicy policy, Map<String, String> tags) {
        var document = PolicyWriter.write(requireNonNull(policy.document(), "a policy is created with a document"));
        var created = calls.call(
                        Operation.CREATE_POLICY,
                        () -> client().createPolicy(request -> request.path(policy.path())
                                .policyName(policy.name())
                                .description(policy.description())
                                .policyDocument(document)
                                .tags(tags(tags))))
                .policy();
        return new ExistingPolicy(
                created.arn(),
                created.policyId(),
                created.defaultVersionId(),
                List.of(),
                policy.withAttachedTo(new TreeSet<>()));
    }

    @Override
    public String createPolicyVersion(String arn, PolicyDocument document) {
        return calls.call(
                        Operation.CREATE_POLICY_VERSION,
                        () -> client().createPolicyVersion(request -> request.policyArn(arn)
                                .policyDocument(PolicyWriter.write(document))
                                .setAsDefault(true)))
                .policyVersion()
                .versionId();
    }

    @Override
    public void deletePolicyVersion(String arn, String versionId) {
        calls.call(
                Operation.DELETE_POLICY_VERSION,
                () -> client().deletePolicyVersion(
                                request -> request.policyArn(arn).versionId(versionId)));
    }

    @Override
    public void deletePolicy(String arn) {
        calls.call(Operation.DELETE_POLICY, () -> client().deletePolicy(request -> request.policyArn(arn)));
    }

    @Override
    public void tagPolicy(String arn, Map<String, String> tags) {
        calls.call(
                Operation.TAG_POLICY,
                () -> client().tagPolicy(request -> request.policyArn(arn).tags(tags(tags))));
    }

    private static List<Tag> tags(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }

    @Override
    public void attachPolicy(String arn, PrincipalRef principal) {
        var name = principal.name();
        calls.call(Operation.ATTACH_POLICY, () -> switch (principal.kind()) {
            case ROLE ->
                client().attachRolePolicy(request -> request.policyArn(arn).roleName(name));
            case USER ->
                client().attachUserPolicy(request -> request.policyArn(arn).userName(name));
            case GROUP ->
                client().attachGroupPolicy(request -> request.policyArn(arn).groupName(name));
        });
    }

    @Override
    public void detachPolicy(String arn, PrincipalRef principal) {
        var name = principal.name();
        calls.call(Operation.DETACH_POLICY, () -> switch (principal.kind()) {
            case ROLE ->
                client().detachRolePolicy(request -> request.policyArn(arn).roleName(name));
            case USER ->
                client().detachUserPolicy(request -> request.policyArn(arn).userName(name));
            case GROUP ->
                client().detachGroupPolicy(request -> request.policyArn(arn).groupName(name));
        });
    }

    private static PrincipalRef named(PrincipalRef.Kind kind, String name) {
        return new PrincipalRef(kind, "/", name);
    }

    private IamClient client() {
        return client.get();
    }
}
