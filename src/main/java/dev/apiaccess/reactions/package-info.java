// SPDX-License-Identifier: Apache-2.0
/** What follows from a sweep or a change: who looks again, which connections are open, what the next sweep asks. */
@NullMarked
package dev.apiaccess.reactions;

import org.jspecify.annotations.NullMarked;
