// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A shortest text that several patterns match together, if there is one. */
final class Meeting {

    /** What a pattern is made of, beside characters, which stand for themselves. */
    private static final int ANY_RUN = -1;

    private static final int ANY_ONE = -2;
    private static final int PART_RUN = -3;
    private static final int PART_ONE = -4;
    private static final int END = -5;

    /** Where each pattern is read up to is one number, so many bits for each. */
    private static final int BITS = 21;

    private static final long ONE = (1L << BITS) - 1;
    private static final int MOST = Long.SIZE / BITS;

    private final List<int[]> patterns;
    private final char filler;
    private final Map<Long, Step> seen = new HashMap<>();
    private final ArrayDeque<Long> waiting = new ArrayDeque<>();

    /** How a place was come to; null where by no character. */
    private record Step(@Nullable Long from, @Nullable Character by) {}

    /** @param filler stands where any character may */
    Meeting(List<int[]> patterns, char filler) {
        if (patterns.size() > MOST) {
            throw new IllegalArgumentException("at most " + MOST + " patterns are met together");
        }
        this.patterns = patterns;
        this.filler = filler;
    }

    /** The resource part of an ARN in a policy; a variable may be any text. */
    static int[] policy(String text) {
        return text.replaceAll("\\$\\{[^}]*}", "*")
                .chars()
                .map(character -> character == '*' ? ANY_RUN : character == '?' ? ANY_ONE : character)
                .toArray();
    }

    /** A path of API Gateway: a parameter is one part, a greedy one the rest. */
    static int[] template(String text) {
        var tokens = new ArrayList<Integer>();
        for (var at = 0; at < text.length(); at++) {
            var close = text.charAt(at) == '{' ? text.indexOf('}', at) : -1;
            if (close < 0) {
                tokens.add((int) text.charAt(at));
            } else {
                tokens.add(PART_ONE);
                tokens.add(text.charAt(close - 1) == '+' ? ANY_RUN : PART_RUN);
                at = close;
            }
        }
        return tokens.stream().mapToInt(Integer::intValue).toArray();
    }

    /** False where they begin with different characters, so that nothing has to be looked for. */
    static boolean mayMeet(int[] one, int[] other) {
        for (var index = 0; index < Math.min(one.length, other.length); index++) {
            if (one[index] < 0 || other[index] < 0) {
                return true;
            }
            if (one[index] != other[index]) {
                return false;
            }
        }
        return true;
    }

    Optional<String> text() {
        come(0L, null, null);
        while (!waiting.isEmpty()) {
            long here = waiting.remove();
            if (atEnd(here)) {
                return Optional.of(walked(here));
            }
            skipRuns(here);
            read(here);
        }
        return Optional.empty();
    }

    private boolean atEnd(long here) {
        for (var index = 0; index < patterns.size(); index++) {
            if (token(index, here) != END) {
                return false;
            }
        }
        return true;
    }

    private void skipRuns(long here) {
        for (var index = 0; index < patterns.size(); index++) {
            if (isRun(token(index, here))) {
                // Nothing is read, so it is as near as this place.
                come(here + step(index), here, null);
            }
        }
    }

    private void read(long here) {
        var character = character(here);
        var next = here;
        for (var index = 0; index < patterns.size(); index++) {
            var token = token(index, here);
            if (!takes(token, character)) {
                return;
            }
            next += isRun(token) ? 0 : step(index);
        }
        come(next, here, character);
    }

    /** The only character that may come next, given the places. */
    private char character(long here) {
        for (var index = 0; index < patterns.size(); index++) {
            if (token(index, here) >= 0) {
                return (char) token(index, here);
            }
        }
        return filler;
    }

    private static boolean takes(int token, char character) {
        return switch (token) {
            case ANY_RUN, ANY_ONE -> true;
            case PART_RUN, PART_ONE -> character != '/';
            case END -> false;
            default -> token == character;
        };
    }

    private static boolean isRun(int token) {
        return token == ANY_RUN || token == PART_RUN;
    }

    private int token(int index, long here) {
        var pattern = patterns.get(index);
        var at = (int) ((here >> (BITS * index)) & ONE);
        return at < pattern.length ? pattern[at] : END;
    }

    /** One place further in a pattern. */
    private static long step(int index) {
        return 1L << (BITS * index);
    }

    private void come(long to, @Nullable Long from, @Nullable Character by) {
        if (seen.putIfAbsent(to, new Step(from, by)) == null) {
            waiting.add(to);
        }
    }

    private String walked(long end) {
        var text = new StringBuilder();
        var step = seen.get(end);
        while (step != null) {
            if (step.by() != null) {
                text.append(step.by());
            }
            step = step.from() == null ? null : seen.get(step.from());
        }
        return text.reverse().toString();
    }

    @Override
    public String toString() {
        return patterns.stream().map(Arrays::toString).toList().toString();
    }
}
