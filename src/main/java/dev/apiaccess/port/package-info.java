// SPDX-License-Identifier: Apache-2.0
/** The AWS calls that the core needs: interfaces with one call a method, and failures classified by what happens next. */
@NullMarked
package dev.apiaccess.port;

import org.jspecify.annotations.NullMarked;
