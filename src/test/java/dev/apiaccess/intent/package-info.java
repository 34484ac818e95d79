// SPDX-License-Identifier: Apache-2.0
/** Tests of what an object may ask for; the rejections are read from the tables in {@code src/test/resources/intent}. */
@NullMarked
package dev.apiaccess.intent;

import org.jspecify.annotations.NullMarked;
