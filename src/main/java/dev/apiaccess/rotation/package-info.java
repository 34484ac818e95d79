// SPDX-License-Identifier: Apache-2.0
/**
 * Which step comes next in the life of a key, and when it ends: pure functions of what is stored of it, what its owner asks for, and
 * the time.
 */
@NullMarked
package dev.apiaccess.rotation;

import org.jspecify.annotations.NullMarked;
