// SPDX-License-Identifier: Apache-2.0
/** The view of one pass: objects, what is known of AWS and what is within reach, each worked out once. */
@NullMarked
package dev.apiaccess.snapshot;

import org.jspecify.annotations.NullMarked;
