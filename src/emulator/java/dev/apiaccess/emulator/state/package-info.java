// SPDX-License-Identifier: Apache-2.0
/** What the emulated AWS remembers, per account and region, as immutable records in maps under the account's lock. */
@NullMarked
package dev.apiaccess.emulator.state;

import org.jspecify.annotations.NullMarked;
