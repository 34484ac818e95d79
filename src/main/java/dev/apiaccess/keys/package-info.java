// SPDX-License-Identifier: Apache-2.0
/** The steps of keys are carried out in Secrets, and what this process knows of keys is remembered. */
@NullMarked
package dev.apiaccess.keys;

import org.jspecify.annotations.NullMarked;
