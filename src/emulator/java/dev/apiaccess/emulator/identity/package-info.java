// SPDX-License-Identifier: Apache-2.0
/** The IAM and STS query protocols over the account's state. */
@NullMarked
package dev.apiaccess.emulator.identity;

import org.jspecify.annotations.NullMarked;
