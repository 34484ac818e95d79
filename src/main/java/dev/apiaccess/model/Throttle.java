// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

/**
 * A token bucket of API Gateway.
 *
 * @param rateLimit requests a second, steady state
 * @param burstLimit requests at once
 */
public record Throttle(double rateLimit, int burstLimit) {

    /** AWS keeps a rate as a floating point number: the value read back may differ from the one sent in the last digits. */
    public static final double TOLERANCE = 1e-6;

    /** Whether both are equal within the tolerance. */
    public boolean alike(Throttle other) {
        return burstLimit == other.burstLimit && Math.abs(rateLimit - other.rateLimit) <= TOLERANCE;
    }
}
