// SPDX-License-Identifier: Apache-2.0
/** One unit, what it shall be and what is there, to ordered changes and lines of difference. Pure. */
@NullMarked
package dev.apiaccess.plan;

import org.jspecify.annotations.NullMarked;
