// SPDX-License-Identifier: Apache-2.0
/** Carries plans out: a mailbox per unit of write, one attempt as steps, retries without end, outcomes that wake objects. */
@NullMarked
package dev.apiaccess.exec;

import org.jspecify.annotations.NullMarked;
