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

    private final List<int[]> patterns;
    private final char filler;
    private final Map<List<Integer>, Step> seen = new HashMap<>();
    private final ArrayDeque<List<Integer>> waiting = new ArrayDeque<>();

    /** How a place was come to; null where by no character. */
    private record Step(
            @Nullable List<Integer> from, @Nullable Character by) {}

    /** @param filler stands where any character may */
    Meeting(List<int[]> patterns, char filler) {
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

    Optional<String> text() {
        come(patterns.stream().map(_ -> 0).toList(), null, null);
        while (!waiting.isEmpty()) {
            var here = waiting.remove();
            if (atEnd(here)) {
                return Optional.of(walked(here));
            }
            skipRuns(here);
            read(here);
        }
        return Optional.empty();
    }

    private boolean atEnd(List<Integer> here) {
        for (var index = 0; index < patterns.size(); index++) {
            if (token(index, here) != END) {
                return false;
            }
        }
        return true;
    }

    private void skipRuns(List<Integer> here) {
        for (var index = 0; index < patterns.size(); index++) {
            if (isRun(token(index, here))) {
                var next = new ArrayList<>(here);
                next.set(index, here.get(index) + 1);
                // Nothing is read, so it is as near as this place.
                come(next, here, null);
            }
        }
    }

    private void read(List<Integer> here) {
        var character = character(here);
        var next = new ArrayList<Integer>();
        for (var index = 0; index < patterns.size(); index++) {
            var token = token(index, here);
            if (!takes(token, character)) {
                return;
            }
            next.add(isRun(token) ? here.get(index) : here.get(index) + 1);
        }
        come(next, here, character);
    }

    /** The only character that may come next, given the places. */
    private char character(List<Integer> here) {
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

    private int token(int index, List<Integer> here) {
        var pattern = patterns.get(index);
        return here.get(index) < pattern.length ? pattern[here.get(index)] : END;
    }

    private void come(List<Integer> to, @Nullable List<Integer> from, @Nullable Character by) {
        if (seen.putIfAbsent(to, new Step(from, by)) == null) {
            waiting.add(to);
        }
    }

    private String walked(List<Integer> end) {
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
