// SPDX-License-Identifier: Apache-2.0
/** What the values of AWS things hold by themselves. */
@NullMarked
package dev.apiaccess.model;

import org.jspecify.annotations.NullMarked;
