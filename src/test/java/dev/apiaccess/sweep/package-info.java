// SPDX-License-Identifier: Apache-2.0
/** Tests of reading AWS in bulk, against AWS in memory. */
@NullMarked
package dev.apiaccess.sweep;

import org.jspecify.annotations.NullMarked;
