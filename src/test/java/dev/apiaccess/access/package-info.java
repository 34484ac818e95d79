// SPDX-License-Identifier: Apache-2.0
/** Access cases: a naive second evaluator of them that shares nothing with the engine, and random cases for both. */
@NullMarked
package dev.apiaccess.access;

import org.jspecify.annotations.NullMarked;
