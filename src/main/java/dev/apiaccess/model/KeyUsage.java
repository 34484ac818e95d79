// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

/**
 * What a key has used of a quota in the period that runs.
 *
 * @param used requests, added up over the days of the period
 * @param left what AWS says is left after the last of these days
 */
public record KeyUsage(String keyId, long used, long left) {

    /**
     * Requests that count as used, between 0 and the limit. What is added up and what is left agree unless somebody edited the quota
     * or granted a key more of it: then the larger use counts, but a key that has something left is never told to be at its end.
     */
    public long taken(Quota quota) {
        var limit = (long) quota.limit();
        if (left <= 0) {
            return limit;
        }
        return Math.clamp(Math.max(used, limit - left), 0, Math.max(0, limit - 1));
    }

    /** The share of the quota that is used; 1 when nothing is left. */
    public double share(Quota quota) {
        return quota.limit() <= 0 ? 1 : (double) taken(quota) / quota.limit();
    }
}
