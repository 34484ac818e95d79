// SPDX-License-Identifier: Apache-2.0
/** What the operator tells of itself. */
@NullMarked
package dev.apiaccess.operator;

import org.jspecify.annotations.NullMarked;
