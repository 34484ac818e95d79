// SPDX-License-Identifier: Apache-2.0
/** The side callers of an API see: who passes, and how often. */
@NullMarked
package dev.apiaccess.emulator.dataplane;

import org.jspecify.annotations.NullMarked;
