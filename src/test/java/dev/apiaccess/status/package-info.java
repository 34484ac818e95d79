// SPDX-License-Identifier: Apache-2.0
/** Tests of what objects are told, word by word. */
@NullMarked
package dev.apiaccess.status;

import org.jspecify.annotations.NullMarked;
