// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import dev.apiaccess.api.Reason;
import java.util.function.Function;

/** The result of checking an object: what it wants, or why that cannot be had. */
public sealed interface Verdict<T> {

    record Wanted<T>(T value) implements Verdict<T> {}

    /**
     * @param message what is wrong and what to do, for people
     * @param waiting whether it may resolve without an edit of the object
     */
    record Rejected<T>(Reason reason, String message, boolean waiting) implements Verdict<T> {

        <U> Rejected<U> as() {
            return new Rejected<>(reason, message, waiting);
        }
    }

    static <T> Verdict<T> wanted(T value) {
        return new Wanted<>(value);
    }

    /** A rejection that stands until people act. */
    static <T> Verdict<T> rejected(Reason reason, String message) {
        return new Rejected<>(reason, message, false);
    }

    /** A rejection that time, or a change of another object, may resolve. */
    static <T> Verdict<T> waiting(Reason reason, String message) {
        return new Rejected<>(reason, message, true);
    }

    default <U> Verdict<U> then(Function<T, Verdict<U>> next) {
        return switch (this) {
            case Wanted<T>(var value) -> next.apply(value);
            case Rejected<T> rejected -> rejected.as();
        };
    }
}
