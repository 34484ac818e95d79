// SPDX-License-Identifier: Apache-2.0
/** Tests of names and marks. */
@NullMarked
package dev.apiaccess.model;

import org.jspecify.annotations.NullMarked;
