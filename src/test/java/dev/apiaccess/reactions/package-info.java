// SPDX-License-Identifier: Apache-2.0
/** Tests of who looks again, and why. */
@NullMarked
package dev.apiaccess.reactions;

import org.jspecify.annotations.NullMarked;
