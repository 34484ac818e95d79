// SPDX-License-Identifier: Apache-2.0
/** Tests of what is believed of AWS. */
@NullMarked
package dev.apiaccess.world;

import org.jspecify.annotations.NullMarked;
