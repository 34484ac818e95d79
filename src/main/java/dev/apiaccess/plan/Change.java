// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

import dev.apiaccess.model.Digest;
import dev.apiaccess.model.Operation;
import java.util.Optional;

/** One call that changes AWS; each family of things has its changes in a file of its own. */
public sealed interface Change permits PolicyChange, UsagePlanChange, ApiKeyChange, RestApiChange, AlarmChange {

    Operation operation();

    /**
     * One line for the audit log and for a plan: what is done to what, and the fields that it changes in the form of
     * {@link Difference#text}. Never holds a key value.
     */
    String text();

    /** Whether it takes access away, so that it overtakes everything that grants some. */
    default boolean revokes() {
        return false;
    }

    /** Whether it destroys what only its owner may give up: ownership is proven once more right before. */
    default boolean destroys() {
        return false;
    }

    /** Whether the unit is read right before: it writes a whole of which others write parts, or relies on what they left alone. */
    default boolean readsFirst() {
        return false;
    }

    /** Whether the unit is read once in an attempt before the first such change: what is known of it may be many listings old. */
    default boolean readsOnce() {
        return false;
    }

    /** Whether it creates a thing, which an unproven one could already be. */
    default boolean creates() {
        return false;
    }

    /** Whether no access depends on it, so that it may wait for everything else. */
    default boolean isHousekeeping() {
        return false;
    }

    /** Whether no other change relies on it, so that these are made where AWS refuses it. */
    default boolean isAlone() {
        return false;
    }

    /**
     * The content of the changed thing, of a policy the document as sent; key values are no part. Empty where the change only takes
     * away.
     */
    default Optional<String> content() {
        return Optional.empty();
    }

    /** SHA-256 of {@link #content} in hexadecimal. */
    default Optional<String> digest() {
        return content().map(Digest::sha256);
    }
}
