// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

/**
 * A token bucket of API Gateway.
 *
 * @param rateLimit requests a second, steady state
 * @param burstLimit requests at once
 */
public record Throttle(double rateLimit, int burstLimit) {}
