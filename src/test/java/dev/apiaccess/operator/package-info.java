// SPDX-License-Identifier: Apache-2.0
/** Tests of the wiring, and of what the operator tells of itself. */
@NullMarked
package dev.apiaccess.operator;

import org.jspecify.annotations.NullMarked;
