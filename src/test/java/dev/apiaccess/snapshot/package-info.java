// SPDX-License-Identifier: Apache-2.0
/** What one pass sees of objects that are deleted, held or retained, and of the stages that they want to know. */
@NullMarked
package dev.apiaccess.snapshot;

import org.jspecify.annotations.NullMarked;
