// SPDX-License-Identifier: Apache-2.0
/** Whose turn it is to be looked at, in front of the reconcilers. */
@NullMarked
package dev.apiaccess.turns;

import org.jspecify.annotations.NullMarked;
