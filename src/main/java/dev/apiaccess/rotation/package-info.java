// SPDX-License-Identifier: Apache-2.0
/** When a key is replaced, and when it ends: pure functions of what is kept of it, what its owner asks for, and the time. */
@NullMarked
package dev.apiaccess.rotation;

import org.jspecify.annotations.NullMarked;
