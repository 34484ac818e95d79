// SPDX-License-Identifier: Apache-2.0
/** Carries out the steps of keys in Secrets, and remembers what this process knows of keys. */
@NullMarked
package dev.apiaccess.keys;

import org.jspecify.annotations.NullMarked;
