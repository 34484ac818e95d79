// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.keys;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.Labels;
import dev.apiaccess.api.Reason;
import dev.apiaccess.api.SecretKeyRef;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.kube.FixedSecret;
import dev.apiaccess.kube.KeySecrets;
import dev.apiaccess.kube.KeyStore;
import dev.apiaccess.kube.SecretRefusal;
import dev.apiaccess.model.KeyHistory;
import dev.apiaccess.model.KeyRevision;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;
import java.util.function.Supplier;

/** Why the Secrets of a grant are not as desired, in words for its owner. */
final class SecretRefusals {

    private SecretRefusals() {}

    /**
     * Makes a request to Kubernetes and turns a refusal into a verdict.
     *
     * @throws KubernetesClientException when it is no refusal, but a transient failure
     */
    static <T> Verdict<T> told(ApiKeyGrant grant, Supplier<Verdict<T>> asked) {
        try {
            return asked.get();
        } catch (FixedSecret fixed) {
            return Verdict.rejected(Reason.SecretFixed, String.valueOf(fixed.getMessage()));
        } catch (KubernetesClientException e) {
            return byKubernetes(grant, e);
        }
    }

    private static <T> Verdict.Rejected<T> byKubernetes(ApiKeyGrant grant, KubernetesClientException e) {
        var refusal = SecretRefusal.of(e).orElseThrow(() -> e);
        var namespace = grant.getMetadata().getNamespace();
        return switch (refusal.cause()) {
            case TERMINATING -> new Verdict.Rejected<>(Reason.Pending, "the namespace is being deleted", true);
            case RIGHT ->
                new Verdict.Rejected<>(
                        Reason.SecretForbidden,
                        "the operator may not write Secrets in namespace " + namespace
                                + ": ask the platform team to add it to rbac.secrets.namespaces of the chart",
                        false);
            case QUOTA ->
                new Verdict.Rejected<>(
                        Reason.SecretForbidden,
                        "a ResourceQuota of namespace " + namespace + " leaves no room for the Secrets of the grant ("
                                + refusal.by()
                                + "): delete Secrets that nobody needs, or ask the platform team to raise it",
                        false);
            case ADMISSION ->
                new Verdict.Rejected<>(
                        Reason.SecretForbidden,
                        "the Secrets of the grant are refused in namespace " + namespace + " by " + refusal.by()
                                + ": ask the platform team to let the operator's Secrets pass;"
                                + " labels and annotations that it demands of yours go into spec.secret.template",
                        false);
        };
    }

    private static String own(ApiKeyGrant grant) {
        return KeySecrets.ownName(grant.getMetadata().getName());
    }

    /** The Secret name for the key belongs to another owner. */
    static Verdict<KeyHistory> notOwned(ApiKeyGrant grant) {
        return Verdict.rejected(
                Reason.SecretNotOwned,
                "Secret " + own(grant)
                        + " exists and is not of this grant, whose key is kept under that name:"
                        + " delete the Secret when nobody needs it, or give the grant another name");
    }

    /** If it had been retained or restored, its key would exist. Otherwise it may be planted, to choose the value of a key. */
    static Verdict.Rejected<KeyHistory> ofNobody(ApiKeyGrant grant) {
        return new Verdict.Rejected<>(
                Reason.SecretNotOwned,
                "Secret " + own(grant)
                        + " belongs to no grant and AWS has no key of it, and the key is kept under that name: delete"
                        + " the Secret, or give the grant another name",
                true);
    }

    static Verdict.Rejected<KeyHistory> ofEarlierGrant(ApiKeyGrant grant) {
        return new Verdict.Rejected<>(
                Reason.Pending,
                "Secret " + own(grant)
                        + " belongs to an earlier grant of this name: Kubernetes is deleting it; delete it"
                        + " yourself when it stays",
                true);
    }

    static Verdict<KeyHistory> distrusted(ApiKeyGrant grant) {
        return Verdict.waiting(
                Reason.Pending,
                "Secret " + own(grant) + " held a value that nobody is known to have: another one is stored");
    }

    static Verdict<KeyHistory> deleted(ApiKeyGrant grant) {
        return Verdict.waiting(Reason.Pending, "Secret " + own(grant) + " was deleted and is written anew");
    }

    /** There is nothing to import. */
    static Verdict.Rejected<KeyHistory> noSource(SecretKeyRef source, KeyStore.Source found) {
        if (found instanceof KeyStore.Source.Refused(var why)) {
            return new Verdict.Rejected<>(Reason.ImportRefused, "Secret " + source.name() + " " + why, false);
        }
        return new Verdict.Rejected<>(
                Reason.TargetNotFound,
                "there is no value to import: Secret " + source.name() + " needs the label "
                        + Labels.KEY_SOURCE + ": \"" + Labels.KEY_SOURCE_VALUE
                        + "\" and 20 to 128 characters under " + source.key(),
                true);
    }

    /** @param other the grant to which the consumer's Secret belongs, empty when it belongs to none */
    static Verdict<KeyRevision> foreign(ApiKeyGrant grant, Optional<String> other) {
        var name = grant.getSpec().secret().name();
        return Verdict.rejected(
                Reason.SecretNotOwned,
                other.map(owner -> "Secret " + name + " belongs to ApiKeyGrant " + owner
                                + ", and is left alone: delete one of the two grants, and make it anew with"
                                + " another spec.secret.name, which cannot be changed")
                        .orElse("Secret " + name
                                + " exists and is not of this grant: delete the Secret when nobody needs it, or make the grant anew with"
                                + " another spec.secret.name, which cannot be changed"));
    }

    static Verdict<KeyRevision> noValue(ApiKeyGrant grant, KeyRevision revision) {
        return Verdict.waiting(
                Reason.Pending,
                "Secret " + own(grant) + " has no value under r" + revision.number()
                        + ": delete it, it is written anew");
    }

    /** @param served whether the revision was handed over */
    static Verdict<KeyRevision> notKnown(String keyId, boolean served) {
        return Verdict.waiting(
                // The view of our own Secret may lag behind; the key handed over stays in use.
                served ? Reason.ValueDiffers : Reason.Pending,
                "the value of API key " + keyId + " is compared with the one in AWS at the next look at the"
                        + " account, and handed over then");
    }

    static Verdict<KeyRevision> notCompared(ApiKeyGrant grant, String keyId) {
        return Verdict.waiting(
                // Not part of the reason: whether a value differs from that in AWS is not known yet.
                Reason.ValueDiffers,
                "Secrets " + own(grant) + " and " + grant.getSpec().secret().name()
                        + " hold different values for API key " + keyId
                        + ": both are compared with the one in AWS at the next look at the account");
    }

    /** @param given whether the consumer has the key, so that its Secret holds the right value */
    static Verdict<KeyRevision> ownDiffers(ApiKeyGrant grant, String keyId, boolean given) {
        var own = own(grant);
        return Verdict.rejected(
                Reason.ValueDiffers,
                "Secret " + own + " holds another value than API key " + keyId + " has in AWS; Secret "
                        + grant.getSpec().secret().name() + (given ? " has the right one" : " stays as it is")
                        + ": delete Secret " + own + ", it is written anew");
    }

    /** The same for a key not handed over. */
    static Verdict<KeyRevision> replaced(ApiKeyGrant grant, String keyId) {
        return Verdict.waiting(
                Reason.Pending,
                "Secret " + own(grant) + " held another value than API key " + keyId
                        + " has in AWS: another key is made");
    }

    static Verdict<KeyRevision> bothDiffer(ApiKeyGrant grant, String keyId) {
        var consumers = grant.getSpec().secret().name();
        return Verdict.rejected(
                Reason.ValueDiffers,
                "neither Secret " + consumers + " nor Secret " + own(grant) + " holds the value that API key " + keyId
                        + " has in AWS: delete Secret " + consumers + " and then Secret " + own(grant)
                        + ", another key is made; this one goes on working until that is handed over");
    }
}
