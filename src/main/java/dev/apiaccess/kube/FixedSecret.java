// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.kube;

import io.fabric8.kubernetes.api.model.Secret;

/**
 * A Secret of ours that Kubernetes lets nobody change as it has to be: somebody made it immutable, or anew with another type. To
 * delete Secrets is a right that the operator does not have, so its owner does it.
 */
public final class FixedSecret extends RuntimeException {

    private static final long serialVersionUID = 1L;

    FixedSecret(Secret secret) {
        super("Secret " + secret.getMetadata().getName() + " "
                + (Boolean.TRUE.equals(secret.getImmutable())
                        ? "is immutable"
                        : "has type " + secret.getType() + ", which cannot be changed")
                + ": delete it, it is written anew at once");
    }
}
