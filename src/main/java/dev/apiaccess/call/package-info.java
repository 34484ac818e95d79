// SPDX-License-Identifier: Apache-2.0
/** Whose turn a call to AWS is: accounts within reach, one budget per account, priorities, namespaces in turns, when to try again. */
@NullMarked
package dev.apiaccess.call;

import org.jspecify.annotations.NullMarked;
