// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.kube;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.Labels;
import dev.apiaccess.kube.KeyStore.Owner;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.Map;
import java.util.Objects;

/** Name, labels and owner of a grant's Secrets. */
final class GrantSecrets {

    /** Suffix of the names of our own Secrets. */
    private static final String OWN = "-apiaccess";

    private GrantSecrets() {}

    /** Name of our own Secret of a grant. */
    static String ownName(String grant) {
        return grant + OWN;
    }

    /** The grant of our own Secret, by its name. */
    static String grantOf(String own) {
        return own.substring(0, own.length() - OWN.length());
    }

    /** Key under which a grant's Secrets are remembered: namespace and name of our own. */
    static String key(ApiKeyGrant grant) {
        return grant.getMetadata().getNamespace() + "/"
                + ownName(grant.getMetadata().getName());
    }

    static String key(Secret secret) {
        return secret.getMetadata().getNamespace() + "/" + secret.getMetadata().getName();
    }

    /** Whether a Secret is the grant's: by its labels, or, where they were removed, by an owner reference with the uid of the grant. */
    static boolean isOurs(Secret secret, ApiKeyGrant grant) {
        var labels = labelsOf(secret);
        return owner(secret, grant) == Owner.GRANT
                || (Labels.MANAGED_BY_VALUE.equals(labels.get(Labels.MANAGED_BY))
                        && grant.getMetadata().getName().equals(labels.get(Labels.GRANT)));
    }

    static Map<String, String> labelsOf(Secret secret) {
        return Objects.requireNonNullElse(secret.getMetadata().getLabels(), Map.of());
    }

    static Owner owner(Secret secret, ApiKeyGrant grant) {
        var owners = secret.getMetadata().getOwnerReferences();
        if (owners.isEmpty()) {
            return Owner.NOBODY;
        }
        return owners.stream()
                        .anyMatch(one ->
                                Objects.equals(one.getUid(), grant.getMetadata().getUid()))
                ? Owner.GRANT
                : Owner.EARLIER_GRANT;
    }

    /** The Secret with the grant as owner, so that it is deleted with it. */
    static Secret owned(Secret secret, ApiKeyGrant grant) {
        return new SecretBuilder(secret)
                .editMetadata()
                .withOwnerReferences(owner(grant))
                .endMetadata()
                .build();
    }

    static SecretBuilder secret(ApiKeyGrant grant, String name) {
        return new SecretBuilder()
                .withNewMetadata()
                .withNamespace(grant.getMetadata().getNamespace())
                .withName(name)
                .withLabels(labels(grant))
                .withOwnerReferences(owner(grant))
                .endMetadata()
                .withType("Opaque");
    }

    static Map<String, String> labels(ApiKeyGrant grant) {
        return Map.of(
                Labels.MANAGED_BY,
                Labels.MANAGED_BY_VALUE,
                Labels.GRANT,
                grant.getMetadata().getName());
    }

    private static OwnerReference owner(ApiKeyGrant grant) {
        return new OwnerReferenceBuilder()
                .withApiVersion(grant.getApiVersion())
                .withKind(grant.getKind())
                .withName(grant.getMetadata().getName())
                .withUid(grant.getMetadata().getUid())
                .build();
    }
}
