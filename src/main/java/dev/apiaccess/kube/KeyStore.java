// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.kube;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.SecretKeyRef;
import dev.apiaccess.model.KeptValue;
import dev.apiaccess.model.KeyHistory;
import dev.apiaccess.model.KeyRevision;
import dev.apiaccess.model.KeyValue;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Where the values of a grant's keys are kept and handed over. Reads may lag behind and come without values; changes read the current
 * version first.
 */
public interface KeyStore {

    /**
     * Stored values with their owner.
     *
     * @param owner the grant, none when it was retained or restored from a backup, or an earlier grant of the same name
     */
    record Held(KeyHistory history, Owner owner) {}

    /**
     * What the consumer's Secret holds.
     *
     * @param keyId AWS id named in it, empty when none is
     */
    record Handed(KeyValue value, Optional<String> keyId) {}

    /** Owner of a Secret by its owner references. */
    enum Owner {
        GRANT,
        NOBODY,
        /** Kubernetes deletes it shortly after the earlier grant. */
        EARLIER_GRANT
    }

    /** Result of handing a key over. */
    enum Published {
        /** The consumer's Secret is as desired. */
        YES,
        /** A Secret of that name exists and is not ours. */
        FOREIGN,
        /** Our own Secret has no value of the revision. */
        NO_VALUE,
        /** AWS is not known to have the value of a key not handed over yet: it has to be compared first. */
        NOT_KNOWN,
        /** The consumer has another value than the stored one: first it is compared which of the two AWS has. */
        NOT_COMPARED,
        /** AWS has another value than the stored one; the consumer keeps its own, which is right where it has the key. */
        OWN_DIFFERS,
        /** AWS has neither the stored value nor the consumer's. */
        BOTH_DIFFER
    }

    /** Content of the Secret of an import. */
    sealed interface Source {

        /** Nothing, or no Secret with the label. */
        record None() implements Source {}

        /** The value already in force. */
        record Same() implements Source {}

        /** A value that can be a key's. */
        record Value(KeyValue value) implements Source {}

        /** Unusable content; {@code why} ends a sentence about the Secret. */
        record Refused(String why) implements Source {}
    }

    /** The stored values of a grant; empty when there are none, when they cannot be read, or when an earlier grant left them. */
    Optional<KeyHistory> stored(ApiKeyGrant grant);

    /** The values stored under the name of a grant, with their owner; empty when there are none. */
    Optional<Held> held(ApiKeyGrant grant);

    /** Makes the grant the owner of its stored values, so that they are deleted with it. */
    void own(ApiKeyGrant grant);

    /**
     * Stores the first value before AWS sees it. When a Secret of ours exists already, its content wins.
     *
     * @return what is stored now, empty when a Secret of that name exists and is not ours
     */
    Optional<KeyHistory> store(ApiKeyGrant grant, KeyHistory history);

    /**
     * Changes the stored values. The change is computed from the API server's version, not from the informer's, and computed again after a
     * conflict.
     *
     * @return what is stored now, empty when the Secret does not exist or is not the grant's
     */
    Optional<KeyHistory> change(ApiKeyGrant grant, UnaryOperator<KeyHistory> change);

    /** Records that this process made the value of a revision just written. */
    void made(ApiKeyGrant grant, int number);

    /**
     * Whether the value of a revision was made by this process, or AWS was seen to have it, and the Secret was not changed by others since.
     */
    boolean proven(ApiKeyGrant grant, int number);

    /** Whether the kept value was made by this process, as far as is known without a read. */
    boolean mayBeFresh(KeptValue value);

    /** The value, when this process made it and the Secret was not changed by others since; else empty. */
    Optional<KeyValue> fresh(KeptValue value);

    /** The value, when this process made it or AWS was seen to have it, and the Secret was not changed by others since; else empty. */
    Optional<KeyValue> proven(KeptValue value);

    /** The number of the revision whose value is kept there, empty for a value in memory. */
    Optional<Integer> number(KeptValue value);

    /** Records that AWS created a key with the value read last. */
    void created(KeptValue value, String keyId);

    /** Whether the consumer's Secret is known to be as desired, without reading it. */
    boolean isHandedOver(ApiKeyGrant grant, KeyRevision revision, String keyId);

    /** Brings the consumer's Secret to its desired content in at most one write. */
    Published publish(ApiKeyGrant grant, KeyRevision revision, String keyId);

    /** Has the next sweep of the account compare the stored and the consumer's value with that in AWS. */
    void toBeCompared(ApiKeyGrant grant);

    /** The grant of the namespace that owns a Secret in the way; empty when none does. */
    Optional<String> grantOf(ApiKeyGrant grant, String secret);

    /** The key in the consumer's Secret, which is what remains after our own Secret was deleted. */
    Optional<Handed> handed(ApiKeyGrant grant);

    /** What a grant imports. */
    Source source(ApiKeyGrant grant, SecretKeyRef reference);

    /** What a grant imports, compared with the value of a revision; read only when either changed. */
    Source sourceAgainst(ApiKeyGrant grant, SecretKeyRef reference, int number);
}
