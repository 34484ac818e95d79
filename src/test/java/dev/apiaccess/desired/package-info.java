// SPDX-License-Identifier: Apache-2.0
/** Tests of what units shall be; whole cases are read from {@code src/test/resources/golden}. */
@NullMarked
package dev.apiaccess.desired;

import org.jspecify.annotations.NullMarked;
