// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.kube;

import dev.apiaccess.api.ApiKeyGrant;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Secrets as last seen by the informer, without values, and as the API server has them. */
record SecretReads(KubernetesClient client, SharedIndexInformer<Secret> informer) {

    private static final int FORBIDDEN = 403;
    private static final Logger LOG = LoggerFactory.getLogger(SecretReads.class);

    /** The Secret as last seen by the informer; it may lag behind. */
    Optional<Secret> seen(String namespace, String name) {
        return Optional.ofNullable(informer.getStore().getByKey(namespace + "/" + name));
    }

    Optional<Secret> seenOwn(ApiKeyGrant grant) {
        return seen(
                grant.getMetadata().getNamespace(),
                GrantSecrets.ownName(grant.getMetadata().getName()));
    }

    Optional<Secret> read(String namespace, String name) {
        return Optional.ofNullable(
                client.secrets().inNamespace(namespace).withName(name).get());
    }

    Optional<Secret> readOwn(ApiKeyGrant grant) {
        return read(
                grant.getMetadata().getNamespace(),
                GrantSecrets.ownName(grant.getMetadata().getName()));
    }

    /** The Secret, empty also when it cannot be read. */
    Optional<Secret> readOrNone(String namespace, String name) {
        try {
            return read(namespace, name);
        } catch (KubernetesClientException e) {
            LOG.warn("Secret {}/{} cannot be read: {}", namespace, name, e.getMessage());
            return Optional.empty();
        }
    }

    /** A Secret of a grant; empty where the operator has no right to Secrets, unless the informer has seen one. */
    Optional<Secret> readOurs(ApiKeyGrant grant, String name) {
        var namespace = grant.getMetadata().getNamespace();
        try {
            return read(namespace, name).filter(secret -> GrantSecrets.isOurs(secret, grant));
        } catch (KubernetesClientException e) {
            if (e.getCode() != FORBIDDEN
                    || seen(namespace, name)
                            .filter(secret -> GrantSecrets.isOurs(secret, grant))
                            .isPresent()) {
                throw e;
            }
            return Optional.empty();
        }
    }
}
