// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

/**
 * Usage of a quota by a key in the current period.
 *
 * @param used requests, added up over the days of the period
 * @param left requests left after the last of these days, by AWS
 */
public record KeyUsage(String keyId, long used, long left) {

    /**
     * Requests that count as used, between 0 and the limit. Sum and remainder agree unless the quota was edited or a key was granted more
     * of it: then the larger usage counts, but a key with something left is never reported as used up.
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
