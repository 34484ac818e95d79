// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.state;

import org.jspecify.annotations.Nullable;

/**
 * A request limit.
 *
 * @param rate requests per second, null when unset
 * @param burst size of the bucket, null when unset
 */
public record Throttle(@Nullable Double rate, @Nullable Integer burst) {}
