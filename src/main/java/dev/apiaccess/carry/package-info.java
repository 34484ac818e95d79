// SPDX-License-Identifier: Apache-2.0
/** Takes the quota that keys of a namespace have used from the keys that come after them. */
@NullMarked
package dev.apiaccess.carry;

import org.jspecify.annotations.NullMarked;
