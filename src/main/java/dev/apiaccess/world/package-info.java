// SPDX-License-Identifier: Apache-2.0
/** The only judge of freshness: what the last sweep of an account showed, with our own writes laid over it. */
@NullMarked
package dev.apiaccess.world;

import org.jspecify.annotations.NullMarked;
