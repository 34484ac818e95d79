// SPDX-License-Identifier: Apache-2.0
/** The operator as a process, on a real API server and the emulated AWS, under the rights that ship. */
@NullMarked
package dev.apiaccess.acceptance;

import org.jspecify.annotations.NullMarked;
