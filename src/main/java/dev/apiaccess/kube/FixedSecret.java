// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.kube;

import io.fabric8.kubernetes.api.model.Secret;

/**
 * A Secret of ours that cannot be updated: it was made immutable, or recreated with another type. The operator has no right to delete
 * Secrets, so its owner has to.
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
