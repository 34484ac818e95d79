// SPDX-License-Identifier: Apache-2.0
/** When each call to AWS has its turn: open accounts, one budget per account, priorities, namespaces in turns, when to try again. */
@NullMarked
package dev.apiaccess.call;

import org.jspecify.annotations.NullMarked;
