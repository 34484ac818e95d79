// SPDX-License-Identifier: Apache-2.0
/** What the rules of a policy come to, on what AWS holds. */
@NullMarked
package dev.apiaccess.measure;

import org.jspecify.annotations.NullMarked;
