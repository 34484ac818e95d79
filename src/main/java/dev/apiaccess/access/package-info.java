// SPDX-License-Identifier: Apache-2.0
/** Who may call which method, decided on what AWS holds alone, in three values. Pure functions. */
@NullMarked
package dev.apiaccess.access;

import org.jspecify.annotations.NullMarked;
