// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.rotation;

import java.util.List;

/**
 * What the keys of one namespace owe to the quota of one tier, in the current period. API Gateway counts for each key, so a key that
 * replaces another, or comes after a deleted one, would begin anew. Where a key has less left than its own use explains, the difference
 * was charged to it for others; that is read from AWS each time, so that none of it has to be stored.
 *
 * <p>With no more than {@code n} keys at once, that do not overlap, a namespace uses at most {@code n} quotas in a period: a key that
 * goes adds to the debt what it used and was charged, which is a quota at most, and the next one takes up to a quota of it.
 *
 * @param limit the quota
 * @param gone what keys that no longer exist have used
 * @param keys that exist, of all grants of the namespace
 */
public record QuotaDebts(long limit, long gone, List<Key> keys) {

    public QuotaDebts {
        keys = List.copyOf(keys);
    }

    /**
     * A key that exists.
     *
     * @param grant its owner; of several keys the one with the highest revision follows the others
     * @param used as AWS counts
     * @param left as AWS reports
     * @param counted whether what it used is part of {@code gone} already, because it is about to be deleted
     */
    public record Key(String id, String grant, int revision, long used, long left, boolean counted) {}

    /**
     * What an unused key may have left: without what the keys before it in its grant have taken, and without debts of deleted keys that
     * no key was charged for.
     */
    public long ofNew(String keyId) {
        return left(key(keyId), free());
    }

    /** What a key may have left when the one before it in its grant has come to its end. */
    public long ofSuccessor(String keyId) {
        return left(key(keyId), 0);
    }

    /** Whether a key exists. */
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
