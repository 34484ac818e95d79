// SPDX-License-Identifier: Apache-2.0
/** What follows from a sweep or a change: which objects are reconciled, which connections are open, what the next sweep reads. */
@NullMarked
package dev.apiaccess.reactions;

import org.jspecify.annotations.NullMarked;
