// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

/** A question that has no answer, since something that it names cannot be had; the message says what is wrong. */
final class Unanswerable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Code code;
    private final String next;

    /** @param next what to do about it */
    Unanswerable(Code code, String problem, String next) {
        super(problem);
        this.code = code;
        this.next = next;
    }

    /** The same, with where it was met in front. */
    Unanswerable at(String place) {
        return new Unanswerable(code, place + ": " + problem(), next);
    }

    /** The same, with something else to do about it. */
    Unanswerable withNext(String other) {
        return new Unanswerable(code, problem(), other);
    }

    Code code() {
        return code;
    }

    String problem() {
        return String.valueOf(getMessage());
    }

    String next() {
        return next;
    }
}
