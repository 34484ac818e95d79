// SPDX-License-Identifier: Apache-2.0
/** Who is calling and whether that is allowed, for the control plane and the data plane alike. */
@NullMarked
package dev.apiaccess.emulator.access;

import org.jspecify.annotations.NullMarked;
