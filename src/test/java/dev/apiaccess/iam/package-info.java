// SPDX-License-Identifier: Apache-2.0
/** Tests of the policy language, most of them read from the tables in {@code src/test/resources/iam/cases}. */
@NullMarked
package dev.apiaccess.iam;

import org.jspecify.annotations.NullMarked;
