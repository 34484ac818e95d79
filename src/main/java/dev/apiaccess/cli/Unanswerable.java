// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

/** A question that has no answer, since something that it names cannot be had; the message says what is wrong. */
final class Unanswerable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String next;

    /** @param next what to do about it */
    Unanswerable(String problem, String next) {
        super(problem);
        this.next = next;
    }

    String problem() {
        return String.valueOf(getMessage());
    }

    String next() {
        return next;
    }
}
