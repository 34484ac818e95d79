// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.sweep;

import dev.apiaccess.port.AwsFailure;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One round of reads on which no write depends. What was read for a key is not read for it again, and the round ends early when AWS would
 * refuse the rest too.
 */
final class Round<K, V> {

    /** One read; empty where AWS has no such thing. */
    interface Ask<K, V> {
        Optional<V> of(K key) throws InterruptedException;
    }

    private final Map<K, V> known;
    private final Ask<K, V> ask;
    private @Nullable AwsFailure failure;
    private boolean over;

    /** @param before what earlier rounds read */
    Round(Map<K, V> before, Ask<K, V> ask) {
        this.known = new HashMap<>(before);
        this.ask = ask;
    }

    @Nullable
    V of(K key) throws InterruptedException {
        if (!known.containsKey(key) && !over) {
            try {
                ask.of(key).ifPresent(value -> known.put(key, value));
            } catch (AwsFailure refused) {
                failure = refused;
                over = Trouble.general(refused);
            }
        }
        return known.get(key);
    }

    @Nullable
    AwsFailure failure() {
        return failure;
    }

    /**
     * The right that is missing; empty where none is. What AWS says names things of others, and what fails otherwise is tried again.
     *
     * @param right as the message of an object says it
     */
    String missing(String right) {
        return failure != null && failure.kind() == AwsFailure.Kind.ACCESS_DENIED ? right : "";
    }

    /** Whether AWS stopped answering, which passes; a right that is missing does not. */
    boolean brokenOff() {
        return over && failure != null && failure.kind() != AwsFailure.Kind.ACCESS_DENIED;
    }
}
