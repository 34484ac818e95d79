// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.api.Permission;
import dev.apiaccess.api.Tenant;
import java.util.ArrayList;
import java.util.List;

/**
 * Limits of tenants that bound less than they seem to: API Gateway lets a burst through at once whatever the rate is, so that a
 * bounded rate alone bounds no moment, and a bounded burst alone bounds no day.
 */
final class LimitGaps {

    private static final int MOST = 3;

    private LimitGaps() {}

    /** The message to the owner of the connection; empty when nothing is missing. */
    static String of(AwsConnection connection) {
        var gaps = new ArrayList<String>();
        for (var tenant : connection.getSpec().tenants()) {
            of(tenant, gaps);
        }
        var more = gaps.size() - MOST;
        return String.join("; ", gaps.subList(0, Math.min(MOST, gaps.size())))
                + (more > 0 ? "; and " + more + " more" : "");
    }

    private static void of(Tenant tenant, List<String> gaps) {
        var limits = tenant.limits();
        if (limits == null || !tenant.may().contains(Permission.RateLimit)) {
            return;
        }
        if (limits.rate() != null && limits.burst() == null) {
            gaps.add(gap(tenant, "rate", "burst"));
        }
        if (limits.burst() != null && limits.rate() == null) {
            gaps.add(gap(tenant, "burst", "rate"));
        }
    }

    private static String gap(Tenant tenant, String there, String missing) {
        return "tenant " + tenant.name() + " has limits." + there + " and no limits." + missing
                + ": its rate limits may ask for any " + missing + ", set limits." + missing + " too";
    }
}
