// SPDX-License-Identifier: Apache-2.0
/** The status of an object, and what has to be done for it: a look reads and decides, and does nothing. */
@NullMarked
package dev.apiaccess.status;

import org.jspecify.annotations.NullMarked;
