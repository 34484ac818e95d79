// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A pattern with {@code *} (any text, also none) and {@code ?} (one character). Between two stars the leftmost place is right, so no text is
 * tried twice; long runs between stars are looked for with a bit for each of their characters. At worst (length of text) x (length of
 * pattern) / 64 steps, or 64 for each character of the text. Built from pieces, so text put in for a variable stays literal whatever it
 * holds.
 */
public final class Glob {

    private static final int ANY_TEXT = -1;
    private static final int ANY_CHARACTER = -2;

    /** The text between stars, in order: one run without a star, two with one. */
    private final int[][] runs;

    /** The first run and the last, as texts where all of their characters stand for themselves: texts are compared many at a time. */
    private final @Nullable String beginning;

    private final @Nullable String end;

    private final int length;
    private final boolean ignoreCase;

    private Glob(int[][] runs, boolean ignoreCase) {
        this.runs = runs;
        this.beginning = text(runs[0]);
        this.end = text(runs[runs.length - 1]);
        this.length = Arrays.stream(runs).mapToInt(run -> run.length).sum();
        this.ignoreCase = ignoreCase;
    }

    /** A pattern in which each {@code *} and {@code ?} is a wildcard. */
    public static Glob of(String pattern) {
        return new Builder().pattern(pattern).build();
    }

    /** As {@link #of}, without regard to letter case (lower-casing only, no Unicode folding). */
    public static Glob ignoringCase(String pattern) {
        return new Glob(of(pattern.toLowerCase(Locale.ROOT)).runs, true);
    }

    /** True when the whole text matches. */
    public boolean matches(String candidate) {
        String text = ignoreCase ? candidate.toLowerCase(Locale.ROOT) : candidate;
        // What is looked at first lies close together: of most patterns nothing else is.
        if (text.length() < length || (beginning != null && !text.startsWith(beginning))) {
            return false;
        }
        int[] first = runs[0];
        if (beginning == null && !standsAt(first, text, 0)) {
            return false;
        }
        if (runs.length == 1) {
            return text.length() == length;
        }
        int[] last = runs[runs.length - 1];
        int to = text.length() - last.length;
        if (end == null ? !standsAt(last, text, to) : !text.startsWith(end, to)) {
            return false;
        }
        int at = first.length;
        for (int i = 1; i < runs.length - 1; i++) {
            at = after(runs[i], text, at, to);
            if (at < 0) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable String text(int[] run) {
        return Arrays.stream(run).allMatch(token -> token != ANY_CHARACTER) ? new String(run, 0, run.length) : null;
    }

    private static boolean standsAt(int[] run, String text, int at) {
        for (int i = 0; i < run.length; i++) {
            if (run[i] != ANY_CHARACTER && run[i] != text.charAt(at + i)) {
                return false;
            }
        }
        return true;
    }

    /** Where the leftmost occurrence of a run between two places ends; -1 when there is none. */
    private static int after(int[] run, String text, int from, int to) {
        if (run.length > Long.SIZE) {
            return afterLong(run, text, from, to);
        }
        for (int at = from; at + run.length <= to; at++) {
            if (standsAt(run, text, at)) {
                return at + run.length;
            }
        }
        return -1;
    }

    /** Bit i of the state says that the text read last is the beginning of the run up to i. */
    private static int afterLong(int[] run, String text, int from, int to) {
        int words = (run.length + Long.SIZE - 1) / Long.SIZE;
        long[] anywhere = new long[words];
        Map<Integer, long[]> places = new HashMap<>();
        for (int i = 0; i < run.length; i++) {
            if (run[i] == ANY_CHARACTER) {
                anywhere[i / Long.SIZE] |= 1L << i;
            }
        }
        for (int i = 0; i < run.length; i++) {
            if (run[i] != ANY_CHARACTER) {
                places.computeIfAbsent(run[i], _ -> anywhere.clone())[i / Long.SIZE] |= 1L << i;
            }
        }
        long[] state = new long[words];
        long whole = 1L << (run.length - 1);
        for (int at = from; at < to; at++) {
            long[] allowed = places.getOrDefault((int) text.charAt(at), anywhere);
            long carried = 1;
            for (int word = 0; word < words; word++) {
                long next = state[word] >>> (Long.SIZE - 1);
                state[word] = (state[word] << 1 | carried) & allowed[word];
                carried = next;
            }
            if ((state[words - 1] & whole) != 0) {
                return at + 1;
            }
        }
        return -1;
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
            List<int[]> runs = new ArrayList<>();
            int from = 0;
            for (int i = 0; i <= size; i++) {
                if (i == size || tokens[i] == ANY_TEXT) {
                    runs.add(Arrays.copyOfRange(tokens, from, i));
                    from = i + 1;
                }
            }
            return new Glob(runs.toArray(int[][]::new), false);
        }

        private void append(int token) {
            if (size == tokens.length) {
                tokens = Arrays.copyOf(tokens, size * 2);
            }
            tokens[size++] = token;
        }
    }
}
