// SPDX-License-Identifier: Apache-2.0
/** What the keys of a namespace used of a quota is taken from the keys that come after them. */
@NullMarked
package dev.apiaccess.carry;

import org.jspecify.annotations.NullMarked;
