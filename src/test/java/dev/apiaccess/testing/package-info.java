// SPDX-License-Identifier: Apache-2.0
/** What several suites share: the control plane they run against, and AWS in memory. */
@NullMarked
package dev.apiaccess.testing;

import org.jspecify.annotations.NullMarked;
