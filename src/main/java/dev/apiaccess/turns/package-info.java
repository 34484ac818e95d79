// SPDX-License-Identifier: Apache-2.0
/** The order in which objects are reconciled. */
@NullMarked
package dev.apiaccess.turns;

import org.jspecify.annotations.NullMarked;
