// SPDX-License-Identifier: Apache-2.0
/** What the core asks of AWS: interfaces of one call a method, and failures told apart by what happens next. */
@NullMarked
package dev.apiaccess.port;

import org.jspecify.annotations.NullMarked;
