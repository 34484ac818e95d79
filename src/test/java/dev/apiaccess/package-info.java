// SPDX-License-Identifier: Apache-2.0
/** Tests that speak of all rooms at once. */
@NullMarked
package dev.apiaccess;

import org.jspecify.annotations.NullMarked;
