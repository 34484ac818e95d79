// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.world.PlanUsage;
import java.util.Collection;
import java.util.HashMap;
import java.util.OptionalDouble;

/**
 * How our keys stand to their quotas, each by the quota that it is closest to using up.
 *
 * @param most the largest share that a key has used; empty when no use is known
 * @param low keys that have used four fifths or more, those at the end among them
 * @param usedUp keys that have nothing left
 */
public record KeyQuotas(OptionalDouble most, int low, int usedUp) {

    private static final double LOW = 0.8;

    /** Counts the keys of plans. */
    public static KeyQuotas of(Collection<PlanUsage> plans) {
        var shares = new HashMap<String, Double>();
        for (var plan : plans) {
            plan.keys().forEach((id, usage) -> shares.merge(id, usage.share(plan.quota()), Math::max));
        }
        return new KeyQuotas(
                shares.values().stream().mapToDouble(Double::doubleValue).max(),
                (int) shares.values().stream().filter(share -> share >= LOW).count(),
                (int) shares.values().stream().filter(share -> share >= 1).count());
    }

    /**
     * The use of one quota by the key of one grant.
     *
     * @param limit namespace and name of the rate limit
     */
    public record OfGrant(String namespace, String name, String limit, long used, long quota) {}
}
