// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A statement about a request of which not everything is known: true, false, or what it depends on. What is known is worked in at once, so a
 * formula is {@link Known} exactly where three-valued logic (Kleene's) has an answer.
 */
public sealed interface Formula {

    /** It is known. */
    record Known(boolean value) implements Formula {
        public static final Formula TRUE = new Known(true);
        public static final Formula FALSE = new Known(false);
    }

    /** It depends on what is missing. */
    record Open(Missing what) implements Formula {}

    record Not(Formula part) implements Formula {}

    /** All parts hold; at least two. */
    record All(Set<Formula> parts) implements Formula {}

    /** One of the parts holds; at least two. */
    record Any(Set<Formula> parts) implements Formula {}

    static Formula of(boolean value) {
        return value ? Known.TRUE : Known.FALSE;
    }

    static Formula open(Missing missing) {
        return new Open(missing);
    }

    /** Whether it is known to hold. */
    default boolean holds() {
        return this instanceof Known(var value) && value;
    }

    /** Whether it is known not to hold. */
    default boolean fails() {
        return this instanceof Known(var value) && !value;
    }

    default Formula not() {
        return switch (this) {
            case Known(var value) -> of(!value);
            case Not(var part) -> part;
            case Open _, All _, Any _ -> new Not(this);
        };
    }

    default Formula and(Formula other) {
        if (fails() || other.holds()) {
            return this;
        }
        if (other.fails() || holds()) {
            return other;
        }
        var parts = new LinkedHashSet<Formula>();
        add(parts, this, true);
        add(parts, other, true);
        return parts.size() == 1 ? this : new All(Collections.unmodifiableSet(parts));
    }

    default Formula or(Formula other) {
        if (holds() || other.fails()) {
            return this;
        }
        if (other.holds() || fails()) {
            return other;
        }
        var parts = new LinkedHashSet<Formula>();
        add(parts, this, false);
        add(parts, other, false);
        return parts.size() == 1 ? this : new Any(Collections.unmodifiableSet(parts));
    }

    private static void add(Set<Formula> parts, Formula formula, boolean all) {
        switch (formula) {
            case All(var own) when all -> parts.addAll(own);
            case Any(var own) when !all -> parts.addAll(own);
            case Known _, Open _, Not _, All _, Any _ -> parts.add(formula);
        }
    }

    /** Everything it depends on, in the order of the documents; nothing where it is known. */
    default Stream<Missing> missing() {
        return switch (this) {
            case Known _ -> Stream.empty();
            case Open(var what) -> Stream.of(what);
            case Not(var part) -> part.missing();
            case All(var parts) -> parts.stream().flatMap(Formula::missing);
            case Any(var parts) -> parts.stream().flatMap(Formula::missing);
        };
    }
}
