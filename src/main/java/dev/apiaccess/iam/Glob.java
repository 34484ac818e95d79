// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import java.util.Arrays;
import java.util.Locale;

/**
 * A pattern with {@code *} (any text, also none) and {@code ?} (one character). Matching is iterative, in constant extra
 * space and at worst (length of text) x (length of pattern) steps. Built from pieces, so text put in for a variable
 * stays literal whatever it holds.
 */
public final class Glob {

    private static final int ANY_TEXT = -1;
    private static final int ANY_CHARACTER = -2;

    private final int[] tokens;
    private final boolean ignoreCase;

    private Glob(int[] tokens, boolean ignoreCase) {
        this.tokens = tokens;
        this.ignoreCase = ignoreCase;
    }

    /** A pattern in which each {@code *} and {@code ?} is a wildcard. */
    public static Glob of(String pattern) {
        return new Builder().pattern(pattern).build();
    }

    /** As {@link #of}, without regard to letter case (lower-casing only, no Unicode folding). */
    public static Glob ignoringCase(String pattern) {
        return new Glob(of(pattern.toLowerCase(Locale.ROOT)).tokens, true);
    }

    /** True when the whole text matches. */
    public boolean matches(String candidate) {
        String text = ignoreCase ? candidate.toLowerCase(Locale.ROOT) : candidate;
        int at = 0;
        int token = 0;
        int lastStar = -1;
        int retryFrom = 0;
        while (at < text.length()) {
            if (token < tokens.length && tokens[token] == ANY_TEXT) {
                lastStar = token++;
                retryFrom = at;
            } else if (token < tokens.length && (tokens[token] == ANY_CHARACTER || tokens[token] == text.charAt(at))) {
                token++;
                at++;
            } else if (lastStar >= 0) {
                // Only the last star needs another try: what an earlier one could still gain, the last one can too.
                token = lastStar + 1;
                at = ++retryFrom;
            } else {
                return false;
            }
        }
        while (token < tokens.length && tokens[token] == ANY_TEXT) {
            token++;
        }
        return token == tokens.length;
    }

    /** Puts a pattern together from wildcard text and literal text. */
    public static final class Builder {

        private int[] tokens = new int[32];
        private int size;

        /** Appends text in which {@code *} and {@code ?} are wildcards. */
        public Builder pattern(String text) {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                append(
                        switch (c) {
                            case '*' -> ANY_TEXT;
                            case '?' -> ANY_CHARACTER;
                            default -> c;
                        });
            }
            return this;
        }

        /** Appends text in which every character stands for itself. */
        public Builder literal(String text) {
            for (int i = 0; i < text.length(); i++) {
                append(text.charAt(i));
            }
            return this;
        }

        public Glob build() {
            return new Glob(Arrays.copyOf(tokens, size), false);
        }

        private void append(int token) {
            if (size == tokens.length) {
                tokens = Arrays.copyOf(tokens, size * 2);
            }
            tokens[size++] = token;
        }
    }
}
