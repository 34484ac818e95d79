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
 * Where the values of a grant's keys are kept and handed over. What is only looked at may lag behind, and comes without values; what
 * is changed is read anew.
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
        FOREIGN,
        /** Our own Secret has no value of the revision. */
        NO_VALUE,
        /** AWS is not known to have the value of a key that nobody has yet: it has to be compared first. */
        NOT_KNOWN,
        /** The consumer has another value than the one that is stored: which of the two AWS has is compared first. */
        NOT_COMPARED,
        /** AWS has another value than the one that is stored; the consumer keeps what it has, which is right where it has the key. */
        OWN_DIFFERS,
        /** AWS has neither the value that is stored nor one that the consumer has. */
        BOTH_DIFFER
    }

    /** What the Secret of an import holds. */
    sealed interface Source {

        /** Nothing, or no Secret with the label. */
        record None() implements Source {}

        /** The value that is in force already. */
        record Same() implements Source {}

        /** A value that can be a key's. */
        record Value(KeyValue value) implements Source {}

        /** Something else; {@code why} says what, as the end of a sentence about the Secret. */
        record Refused(String why) implements Source {}
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

    /** The value of a revision in what was just written was made by this process. */
    void made(ApiKeyGrant grant, int number);

    /**
     * Whether the value of a revision was made by this process, or AWS was seen to have it, and nobody else changed the Secret
     * since.
     */
    boolean proven(ApiKeyGrant grant, int number);

    /** Whether what is kept there was made here, as far as is known without a look. */
    boolean mayBeFresh(KeptValue value);

    /** The value, when it was made here and nobody changed the Secret since; empty when not. */
    Optional<KeyValue> fresh(KeptValue value);

    /** The value, when this process made it or AWS was seen to have it, and nobody changed the Secret since; empty when not. */
    Optional<KeyValue> proven(KeptValue value);

    /** The number of the revision whose value is kept there, empty for one that is at hand. */
    Optional<Integer> number(KeptValue value);

    /** AWS made a key with the value that was read last. */
    void created(KeptValue value, String keyId);

    /** Whether the consumer's Secret is known to be as it shall be, without a look at it. */
    boolean isHandedOver(ApiKeyGrant grant, KeyRevision revision, String keyId);

    /** Writes the consumer's Secret in one write, when it is not as it shall be already. */
    Published publish(ApiKeyGrant grant, KeyRevision revision, String keyId);

    /** The next look at the account compares what is stored, and what the consumer has, with what AWS has. */
    void toBeCompared(ApiKeyGrant grant);

    /** The grant of the namespace to which a Secret belongs that is in the way; empty when it belongs to none. */
    Optional<String> grantOf(ApiKeyGrant grant, String secret);

    /** What is left of a key when somebody deleted our own Secret. */
    Optional<Handed> handed(ApiKeyGrant grant);

    /** What a grant imports. */
    Source source(ApiKeyGrant grant, SecretKeyRef reference);

    /** What a grant imports, compared with the value of a revision; read only when one of the two changed. */
    Source sourceAgainst(ApiKeyGrant grant, SecretKeyRef reference, int number);
}
