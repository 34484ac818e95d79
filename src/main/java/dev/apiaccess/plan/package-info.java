// SPDX-License-Identifier: Apache-2.0
/** From the desired and the observed state of one unit to ordered changes and lines of difference. Pure. */
@NullMarked
package dev.apiaccess.plan;

import org.jspecify.annotations.NullMarked;
