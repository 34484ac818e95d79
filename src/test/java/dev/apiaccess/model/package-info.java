// SPDX-License-Identifier: Apache-2.0
/** Tests of names, marks, and what the values of AWS things hold by themselves. */
@NullMarked
package dev.apiaccess.model;

import org.jspecify.annotations.NullMarked;
