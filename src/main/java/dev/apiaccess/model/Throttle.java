// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

/**
 * A token bucket of API Gateway.
 *
 * @param rateLimit requests a second, steady state
 * @param burstLimit requests at once
 */
public record Throttle(double rateLimit, int burstLimit) {

    /** AWS keeps a rate as a floating point number: what comes back is not always what was sent, to the last digit. */
    public static final double TOLERANCE = 1e-6;

    /** Whether both mean the same. */
    public boolean alike(Throttle other) {
        return burstLimit == other.burstLimit && Math.abs(rateLimit - other.rateLimit) <= TOLERANCE;
    }
}
