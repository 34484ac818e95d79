// SPDX-License-Identifier: Apache-2.0
/** Tests of whose turn it is, without a cluster. */
@NullMarked
package dev.apiaccess.turns;

import org.jspecify.annotations.NullMarked;
