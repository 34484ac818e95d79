// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

/**
 * A change of what is there: a method, an authorization type, a principal.
 *
 * @param subject in words
 * @param before in a word or a few
 * @param after likewise
 */
public record Notice(Direction direction, Kind kind, String subject, String before, String after) {

    /** What changed; what opens most comes first. */
    public enum Kind {
        ORGANIZATION,
        AUTHORIZATION,
        KEY_REQUIRED,
        PRIVATE,
        METHODS,
        KEY,
        API,
        STAGE,
        METHOD,
        PRINCIPAL
    }

    /** In {@link #before} or {@link #after} of what is not there. */
    public static final String ABSENT = "absent";

    /** In {@link #before} or {@link #after} of what is there. */
    public static final String THERE = "there";

    static Notice added(Kind kind, String subject) {
        return new Notice(Direction.NEUTRAL, kind, subject, ABSENT, THERE);
    }

    static Notice removed(Kind kind, String subject) {
        return new Notice(Direction.NEUTRAL, kind, subject, THERE, ABSENT);
    }
}
