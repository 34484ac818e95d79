// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.kube;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.SecretKeyRef;
import dev.apiaccess.model.KeyHistory;
import dev.apiaccess.model.KeyValue;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Where the values of a grant's keys are kept and handed over. What is only looked at may lag behind; what is changed is read anew.
 */
public interface KeyStore {

    /**
     * What is stored, whoever it belongs to.
     *
     * @param owner the grant, nobody when it was retained or restored from a backup, or an earlier grant of the same name
     */
    record Held(KeyHistory history, Owner owner) {}

    /**
     * What the consumer's Secret holds.
     *
     * @param keyId id in AWS that it names, empty when it names none
     */
    record Handed(KeyValue value, Optional<String> keyId) {}

    /** Whose Secret it is by its owner references. */
    enum Owner {
        GRANT,
        NOBODY,
        /** Kubernetes deletes it, a moment after the earlier grant went. */
        EARLIER_GRANT
    }

    /** What became of handing a key over. */
    enum Published {
        /** The consumer's Secret is as it shall be. */
        YES,
        /** A Secret of that name is there that is not ours. */
        FOREIGN
    }

    /** What was stored for a grant, empty when nothing was, when it cannot be read, or when an earlier grant left it. */
    Optional<KeyHistory> stored(ApiKeyGrant grant);

    /** What is stored under the name of a grant. */
    Optional<Held> held(ApiKeyGrant grant);

    /** Makes a stored value the grant's own, so that it goes with it. */
    void own(ApiKeyGrant grant);

    /**
     * Stores the first value before AWS sees it. When a Secret of ours is there already, what it holds wins.
     *
     * @return what is stored now, empty when a Secret of that name is there that is not ours
     */
    Optional<KeyHistory> store(ApiKeyGrant grant, KeyHistory history);

    /**
     * Changes what is stored. The change is computed from what the API server has, not from what was seen of it, and is computed
     * again when somebody was faster.
     *
     * @return what is stored now, empty when the Secret is not there or not the grant's
     */
    Optional<KeyHistory> change(ApiKeyGrant grant, UnaryOperator<KeyHistory> change);

    /** Writes the consumer's Secret in one write, when it is not as it shall be already. */
    Published publish(ApiKeyGrant grant, KeyValue value, String keyId);

    /** What is left of a key when somebody deleted our own Secret. */
    Optional<Handed> handed(ApiKeyGrant grant);

    /** The value that a grant imports, empty when there is none of a length that API Gateway takes. */
    Optional<KeyValue> source(ApiKeyGrant grant, SecretKeyRef reference);
}
