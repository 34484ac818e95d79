// SPDX-License-Identifier: Apache-2.0
/** The emulator seen from unmodified clients. */
@NullMarked
package dev.apiaccess.emulator;

import org.jspecify.annotations.NullMarked;
