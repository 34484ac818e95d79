// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.testing;

import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.iam.PolicyWriter;
import dev.apiaccess.model.AccountQuotas;
import dev.apiaccess.model.ExistingPolicy;
import dev.apiaccess.model.ManagedPolicy;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.port.IamPort;
import dev.apiaccess.port.Page;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** IAM of one account in memory, with the refusals of IAM that matter to order. */
public final class FakeIam implements IamPort {

    private static final class Stored {
        private final ManagedPolicy head;
        private final String policyId;
        private final Map<String, String> tags;
        private final LinkedHashMap<String, PolicyDocument> versions = new LinkedHashMap<>();
        private String defaultVersion = "v1";
        private int lastVersion = 1;

        private Stored(ManagedPolicy head, String policyId, Map<String, String> tags) {
            this.head = head;
            this.policyId = policyId;
            this.tags = new TreeMap<>(tags);
        }
    }

    private final String accountId;
    private final FakeCalls calls;
    private final Map<String, Stored> policies = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Map<PrincipalRef, Set<String>> attachments = new TreeMap<>();
    private final Map<PrincipalRef, Holder> inline = new TreeMap<>();
    private int created;

    FakeIam(String accountId, FakeCalls calls) {
        this.accountId = accountId;
        this.calls = calls;
    }

    /** A role, user or group that is there. */
    public void principal(String text) {
        attachments.put(PrincipalRef.parse(text), new TreeSet<>());
    }

    /** A policy that nobody made through the port, not attached to anything. */
    public String existing(ManagedPolicy policy) {
        return store(policy, Map.of());
    }

    /** Somebody attaches a policy by hand. */
    public void attachByHand(String arn, String principal) {
        attachments
                .computeIfAbsent(PrincipalRef.parse(principal), _ -> new TreeSet<>())
                .add(arn);
    }

    /** Somebody writes another default version by hand. */
    public void editByHand(String arn, PolicyDocument document) {
        newVersion(arn, document);
    }

    /** Somebody adds a version that is not the default. */
    public void versionByHand(String arn, PolicyDocument document) {
        var before = stored(arn, Operation.CREATE_POLICY_VERSION).defaultVersion;
        newVersion(arn, document);
        stored(arn, Operation.CREATE_POLICY_VERSION).defaultVersion = before;
    }

    /** Somebody tags a policy. */
    public void tagByHand(String arn, Map<String, String> tags) {
        stored(arn, Operation.TAG_POLICY).tags.putAll(tags);
    }

    public Optional<PolicyDocument> document(String arn) {
        return Optional.ofNullable(policies.get(arn)).map(stored -> stored.versions.get(stored.defaultVersion));
    }

    public int versions(String arn) {
        return stored(arn, Operation.GET_POLICY).versions.size();
    }

    public Set<String> arns() {
        return Set.copyOf(policies.keySet());
    }

    public Set<PrincipalRef> attachedTo(String arn) {
        var found = new TreeSet<PrincipalRef>();
        attachments.forEach((principal, arns) -> {
            if (arns.contains(arn)) {
                found.add(principal);
            }
        });
        return found;
    }

    @Override
    public AccountDetails accountDetails(@Nullable String marker, boolean ofAws) {
        return calls.make(Operation.GET_ACCOUNT_AUTHORIZATION_DETAILS, "from " + marker, () -> {
            if (marker == null) {
                return new AccountDetails(List.of(), copyOfAttachments(), Map.of(), holders(), Map.of(), "policies");
            }
            var all = policies.keySet().stream().map(arn -> existingOf(arn)).toList();
            return new AccountDetails(all, Map.of(), Map.of(), List.of(), documents(), null);
        });
    }

    @Override
    public AccountQuotas accountQuotas() {
        return calls.make(Operation.GET_ACCOUNT_SUMMARY, "", () -> AccountQuotas.DEFAULT);
    }

    @Override
    public Optional<PolicyHead> getPolicy(String arn) {
        return calls.make(
                Operation.GET_POLICY,
                arn,
                () -> Optional.ofNullable(policies.get(arn))
                        .map(stored -> new PolicyHead(
                                arn, stored.policyId, stored.defaultVersion, stored.head.description(), stored.tags)));
    }

    @Override
    public Optional<PolicyDocument> getPolicyVersion(String arn, String versionId) {
        return calls.make(
                Operation.GET_POLICY_VERSION,
                arn + " " + versionId,
                () -> Optional.ofNullable(
                        stored(arn, Operation.GET_POLICY_VERSION).versions.get(versionId)));
    }

    @Override
    public String getPolicyText(String arn, String versionId) {
        return getPolicyVersion(arn, versionId).map(PolicyWriter::write).orElse("");
    }

    @Override
    public List<String> listPolicyVersions(String arn) {
        return calls.make(
                Operation.LIST_POLICY_VERSIONS,
                arn,
                () -> List.copyOf(
                        stored(arn, Operation.LIST_POLICY_VERSIONS).versions.keySet()));
    }

    @Override
    public Page<PrincipalRef> listEntitiesForPolicy(String arn, @Nullable String marker) {
        return calls.make(
                Operation.LIST_ENTITIES_FOR_POLICY, arn, () -> new Page<>(List.copyOf(attachedTo(arn)), null));
    }

    @Override
    public ExistingPolicy createPolicy(ManagedPolicy policy, Map<String, String> tags) {
        return calls.make(Operation.CREATE_POLICY, policy.name(), () -> existingOf(store(policy, tags)));
    }

    @Override
    public String createPolicyVersion(String arn, PolicyDocument document) {
        return calls.make(Operation.CREATE_POLICY_VERSION, arn, () -> newVersion(arn, document));
    }

    @Override
    public void deletePolicyVersion(String arn, String versionId) {
        calls.make(Operation.DELETE_POLICY_VERSION, arn + " " + versionId, () -> {
            var stored = stored(arn, Operation.DELETE_POLICY_VERSION);
            refuse(
                    stored.defaultVersion.equals(versionId),
                    AwsFailure.Kind.CONFLICT,
                    Operation.DELETE_POLICY_VERSION,
                    "the default version cannot be deleted");
            stored.versions.remove(versionId);
            return Optional.empty();
        });
    }

    @Override
    public void deletePolicy(String arn) {
        calls.make(Operation.DELETE_POLICY, arn, () -> {
            var stored = stored(arn, Operation.DELETE_POLICY);
            refuse(
                    !attachedTo(arn).isEmpty() || stored.versions.size() > 1,
                    AwsFailure.Kind.CONFLICT,
                    Operation.DELETE_POLICY,
                    "attached, or more than one version");
            policies.remove(arn);
            return Optional.empty();
        });
    }

    @Override
    public void tagPolicy(String arn, Map<String, String> tags) {
        calls.make(Operation.TAG_POLICY, arn, () -> {
            stored(arn, Operation.TAG_POLICY).tags.putAll(tags);
            return Optional.empty();
        });
    }

    /** Somebody takes a tag off by hand. */
    public void untagByHand(String arn, String key) {
        stored(arn, Operation.TAG_POLICY).tags.remove(key);
    }

    @Override
    public void attachPolicy(String arn, PrincipalRef principal) {
        calls.make(Operation.ATTACH_POLICY, arn + " " + principal.text(), () -> {
            stored(arn, Operation.ATTACH_POLICY);
            var arns = attachments.get(principal);
            if (arns == null) {
                throw FakeCalls.failure(
                        AwsFailure.Kind.NOT_FOUND, Operation.ATTACH_POLICY, "no such principal " + principal.text());
            }
            return arns.add(arn);
        });
    }

    @Override
    public void detachPolicy(String arn, PrincipalRef principal) {
        calls.make(Operation.DETACH_POLICY, arn + " " + principal.text(), () -> {
            var arns = attachments.getOrDefault(principal, Set.of());
            refuse(!arns.contains(arn), AwsFailure.Kind.NOT_FOUND, Operation.DETACH_POLICY, "not attached");
            return arns.remove(arn);
        });
    }

    private String store(ManagedPolicy policy, Map<String, String> tags) {
        var arn = "arn:aws:iam::" + accountId + ":policy" + policy.path() + policy.name();
        refuse(policies.containsKey(arn), AwsFailure.Kind.ALREADY_EXISTS, Operation.CREATE_POLICY, arn);
        var stored = new Stored(policy, "ANPA" + ++created, tags);
        var document = policy.document();
        if (document != null) {
            stored.versions.put("v1", document);
        }
        policies.put(arn, stored);
        return arn;
    }

    private String newVersion(String arn, PolicyDocument document) {
        var stored = stored(arn, Operation.CREATE_POLICY_VERSION);
        refuse(
                stored.versions.size() >= 5,
                AwsFailure.Kind.LIMIT_EXCEEDED,
                Operation.CREATE_POLICY_VERSION,
                "five versions are stored");
        stored.defaultVersion = "v" + ++stored.lastVersion;
        stored.versions.put(stored.defaultVersion, document);
        return stored.defaultVersion;
    }

    private ExistingPolicy existingOf(String arn) {
        var stored = stored(arn, Operation.GET_POLICY);
        var others = new ArrayList<>(stored.versions.keySet());
        others.remove(stored.defaultVersion);
        var head = stored.head;
        return new ExistingPolicy(
                arn,
                stored.policyId,
                stored.defaultVersion,
                others,
                new ManagedPolicy(
                        head.path(),
                        head.name(),
                        head.description(),
                        stored.versions.get(stored.defaultVersion),
                        new TreeSet<>()));
    }

    private List<Holder> holders() {
        return attachments.keySet().stream()
                .map(principal ->
                        inline.getOrDefault(principal, new Holder(principal, Map.of(), List.of(), Optional.empty())))
                .toList();
    }

    private Map<String, String> documents() {
        var documents = new TreeMap<String, String>();
        policies.forEach((arn, stored) -> Optional.ofNullable(stored.versions.get(stored.defaultVersion))
                .ifPresent(document -> documents.put(arn, PolicyWriter.write(document))));
        return documents;
    }

    /** What a principal holds beside attached policies. */
    public void hold(Holder holder) {
        inline.put(holder.principal(), holder);
    }

    private Map<PrincipalRef, Set<String>> copyOfAttachments() {
        var copy = new TreeMap<PrincipalRef, Set<String>>();
        attachments.forEach((principal, arns) -> copy.put(principal, Set.copyOf(arns)));
        return copy;
    }

    private Stored stored(String arn, Operation operation) {
        var stored = policies.get(arn);
        if (stored == null) {
            throw FakeCalls.failure(AwsFailure.Kind.NOT_FOUND, operation, "no policy " + arn.toLowerCase(Locale.ROOT));
        }
        return stored;
    }

    static void refuse(boolean refused, AwsFailure.Kind kind, Operation operation, String message) {
        if (refused) {
            throw FakeCalls.failure(kind, operation, message);
        }
    }
}
