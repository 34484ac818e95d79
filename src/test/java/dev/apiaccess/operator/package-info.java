// SPDX-License-Identifier: Apache-2.0
/** Tests of the wiring. */
@NullMarked
package dev.apiaccess.operator;

import org.jspecify.annotations.NullMarked;
