// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.access.Answer;
import dev.apiaccess.access.Answer.Value;
import dev.apiaccess.access.Reply;
import dev.apiaccess.access.Words;

/** An answer in one word, with the exit code. */
enum Verdict {
    YES("yes", 'Y', 0, "green"),
    NO("no", '.', 1, "red"),
    /** Yes for some calls: what it depends on is known of each call. */
    DEPENDS("depends", 'c', 3, "yellow"),
    PARTLY("partly", 'p', 3, "yellow"),
    UNKNOWN("unknown", '?', 3, "yellow");

    private final String word;
    private final char letter;
    private final int code;
    private final String colour;

    Verdict(String word, char letter, int code, String colour) {
        this.word = word;
        this.letter = letter;
        this.code = code;
        this.colour = colour;
    }

    static Verdict of(Answer answer) {
        return switch (answer.value()) {
            case YES -> YES;
            case NO -> NO;
            case UNKNOWN -> Words.dependsOnTheCall(answer.requirement()) ? DEPENDS : UNKNOWN;
        };
    }

    static Verdict of(Reply reply) {
        return switch (reply.extent()) {
            case YES -> YES;
            case NO -> NO;
            case PARTLY -> PARTLY;
            case UNKNOWN ->
                reply.samples().stream()
                                .map(Reply.Sample::answer)
                                .filter(answer -> answer.value() == Value.UNKNOWN)
                                .allMatch(answer -> Words.dependsOnTheCall(answer.requirement()))
                        ? DEPENDS
                        : UNKNOWN;
        };
    }

    String word() {
        return word;
    }

    /** For a cell of a table. */
    char letter() {
        return letter;
    }

    int code() {
        return code;
    }

    String colour() {
        return colour;
    }
}
