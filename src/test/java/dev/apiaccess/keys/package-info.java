// SPDX-License-Identifier: Apache-2.0
/** Tests of how the steps of keys are carried out. */
@NullMarked
package dev.apiaccess.keys;

import org.jspecify.annotations.NullMarked;
