// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.call;

import dev.apiaccess.model.Operation;

/** A call that waits for its turn, compared by identity. */
interface WaitingCall {

    Operation operation();

    Caller caller();

    /** When it began to wait, in nanoseconds. */
    long since();
}
