// SPDX-License-Identifier: Apache-2.0
/** Tests of whose turn a call is, against AWS in memory. */
@NullMarked
package dev.apiaccess.call;

import org.jspecify.annotations.NullMarked;
