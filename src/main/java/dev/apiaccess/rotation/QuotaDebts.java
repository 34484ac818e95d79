// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.rotation;

import java.util.List;

/**
 * What the keys of one namespace owe to the quota of one tier, in the period that runs. API Gateway counts for each key, so a key that
 * replaces another, or comes after one that was deleted, would begin anew. What a key was left less than its own use explains is what
 * it was charged for others; that is read from AWS each time, so that nothing has to be remembered of it.
 *
 * <p>With no more than {@code n} keys at once, that do not overlap, a namespace uses at most {@code n} quotas in a period: a key that
 * goes adds to the debt what it used and was charged, which is a quota at most, and the next one takes up to a quota of it.
 *
 * @param limit the quota
 * @param gone what keys that are not there any more have used
 * @param keys that are there, of all grants of the namespace
 */
public record QuotaDebts(long limit, long gone, List<Key> keys) {

    public QuotaDebts {
        keys = List.copyOf(keys);
    }

    /**
     * A key that is there.
     *
     * @param grant whose it is; of several the one with the highest revision follows the others
     * @param used as AWS counts
     * @param left as AWS tells
     * @param counted whether what it used is part of {@code gone} already, because it is about to be deleted
     */
    public record Key(String id, String grant, int revision, long used, long left, boolean counted) {}

    /**
     * What a key that nobody has used yet may have left: not what the keys before it in its grant have taken, nor what is owed by keys
     * that are gone and nobody was charged for.
     */
    public long ofNew(String keyId) {
        return left(key(keyId), free());
    }

    /** What a key may have left when the one before it in its grant has come to its end. */
    public long ofSuccessor(String keyId) {
        return left(key(keyId), 0);
    }

    /** Whether a key is there. */
    public boolean has(String keyId) {
        return keys.stream().anyMatch(one -> one.id().equals(keyId));
    }

    /** What AWS says a key has left. */
    public long left(String keyId) {
        return key(keyId).left();
    }

    private Key key(String id) {
        return keys.stream().filter(one -> one.id().equals(id)).findFirst().orElseThrow();
    }

    private long left(Key key, long more) {
        var charge = Math.min(limit, owed(key) + more);
        return Math.min(key.left(), Math.max(0, limit - charge - key.used()));
    }

    /** Debts that no key was charged for, nor will be as the successor of another. */
    private long free() {
        var debts = gone;
        for (var key : keys) {
            if (leaves(key)) {
                debts += key.counted() ? 0 : key.used();
            } else if (!key.counted()) {
                debts -= owed(key);
            }
        }
        return Math.max(0, debts);
    }

    private long owed(Key key) {
        var before = keys.stream()
                .filter(one -> one.grant().equals(key.grant()) && one.revision() < key.revision())
                .mapToLong(this::taken)
                .max()
                .orElse(0);
        return Math.max(charged(key), before);
    }

    private boolean leaves(Key key) {
        return keys.stream().anyMatch(one -> one.grant().equals(key.grant()) && one.revision() > key.revision());
    }

    private long taken(Key key) {
        return Math.clamp(Math.max(key.used(), limit - key.left()), 0, limit);
    }

    private long charged(Key key) {
        return Math.clamp(limit - key.left() - key.used(), 0, limit);
    }
}
