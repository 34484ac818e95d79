// SPDX-License-Identifier: Apache-2.0
/** Tests of carrying plans out, against AWS in memory. */
@NullMarked
package dev.apiaccess.exec;

import org.jspecify.annotations.NullMarked;
