// SPDX-License-Identifier: Apache-2.0
/** What a test can turn and see: faults, control-plane limits, recorded calls. */
@NullMarked
package dev.apiaccess.emulator.control;

import org.jspecify.annotations.NullMarked;
