// SPDX-License-Identifier: Apache-2.0
/** The reading part of AWS Organizations (JSON 1.1) over the organizations that were seeded. */
@NullMarked
package dev.apiaccess.emulator.organization;

import org.jspecify.annotations.NullMarked;
