// SPDX-License-Identifier: Apache-2.0
/** Tests of what keys are charged for those before them. */
@NullMarked
package dev.apiaccess.carry;

import org.jspecify.annotations.NullMarked;
