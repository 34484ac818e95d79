// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

import dev.apiaccess.model.Digest;
import dev.apiaccess.model.Operation;
import java.util.Optional;

/** One call that changes AWS; of each family of things those are in a file of their own. */
public sealed interface Change permits PolicyChange, UsagePlanChange, ApiKeyChange {

    Operation operation();

    /**
     * One line for the audit log and for a plan: what is done to what, and the fields that it changes in the words of
     * {@link Difference#text}. Never holds a key value.
     */
    String text();

    /** Whether it takes access away, so that it overtakes everything that gives some. */
    default boolean revokes() {
        return false;
    }

    /** Whether something is lost that only its owner may give up: ownership is proven once more right before. */
    default boolean destroys() {
        return false;
    }

    /** Whether another thing is made, which what may be ours could be already. */
    default boolean creates() {
        return false;
    }

    /** Whether nobody's access depends on it, so that it may wait for everything else. */
    default boolean isHousekeeping() {
        return false;
    }

    /** What it makes of a thing, of a policy the document as it is sent; key values are no part. Empty where it only takes away. */
    default Optional<String> content() {
        return Optional.empty();
    }

    /** SHA-256 of {@link #content} in hexadecimal: the same content has the same one. */
    default Optional<String> digest() {
        return content().map(Digest::sha256);
    }
}
