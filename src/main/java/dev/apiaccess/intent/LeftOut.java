// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import dev.apiaccess.api.Reason;

/**
 * Why a part of what an object wants cannot be had, while the rest can.
 *
 * @param message what is wrong and what to do, for people
 * @param waiting whether it may resolve without an edit of the object
 */
public record LeftOut(Reason reason, String message, boolean waiting) {

    static LeftOut of(Verdict.Rejected<?> rejected) {
        return new LeftOut(rejected.reason(), rejected.message(), rejected.waiting());
    }

    <T> Verdict<T> rejected() {
        return new Verdict.Rejected<>(reason, message, waiting);
    }
}
