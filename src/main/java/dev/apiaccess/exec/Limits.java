// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import dev.apiaccess.model.Operation;
import java.util.EnumMap;
import java.util.Map;

/**
 * How fast AWS may be called.
 *
 * @param total calls of all operations together
 * @param writes calls that write, where they have a limit of their own
 * @param operations single operations with a limit of their own
 */
public record Limits(Limit total, Limit writes, Map<Operation, Limit> operations) {

    /**
     * @param perSecond sustained calls a second
     * @param burst calls at once
     */
    public record Limit(double perSecond, double burst) {
        Limit times(double factor) {
            return new Limit(perSecond * factor, burst);
        }
    }

    /**
     * API Gateway's fixed limits for an account and region. The share applies to the total, which other tools use too; the
     * limits of single operations are AWS's own, with a smaller burst for keys: calls that are sent one after the other may arrive
     * together, and a refusal costs a pause.
     *
     * @param percent our share of the total, 1 to 100
     * @param timeDivisor how much faster than AWS's clock everything goes, 1 in production
     */
    public static Limits apiGateway(int percent, int timeDivisor) {
        var share = percent / 100.0;
        var operations = new EnumMap<Operation, Limit>(Operation.class);
        operations.put(Operation.UPDATE_USAGE_PLAN, new Limit(1 / 20.0, 1).times(timeDivisor));
        operations.put(Operation.CREATE_API_KEY, new Limit(5, 2).times(timeDivisor));
        operations.put(Operation.DELETE_API_KEY, new Limit(5, 2).times(timeDivisor));
        var total = new Limit(10 * share, 40 * share).times(timeDivisor);
        return new Limits(total, total, operations);
    }

    /** IAM publishes no limits: a careful start for an account, see {@code docs/adr}. */
    public static Limits iam(int percent, int timeDivisor) {
        var share = percent / 50.0;
        return new Limits(
                new Limit(10 * share, 20 * share).times(timeDivisor),
                new Limit(5 * share, 10 * share).times(timeDivisor),
                Map.of());
    }
}
