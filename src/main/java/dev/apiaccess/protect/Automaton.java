// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import dev.apiaccess.iam.PathTemplate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;

/** A pattern read character by character: the places in it up to which what was read so far fits. */
final class Automaton {

    /** Any text, also none. */
    private static final int RUN = -1;
    /** Any text without a slash, also none. */
    private static final int PART_RUN = -2;
    /** One character that is no slash. */
    private static final int PART_ONE = -3;
    /** One character. */
    private static final int ONE = -4;

    private final int[] tokens;

    private Automaton(List<Integer> tokens) {
        this.tokens = tokens.stream().mapToInt(Integer::intValue).toArray();
    }

    /** A pattern of a policy: {@code *} crosses slashes, {@code ?} is one character. */
    static Automaton ofPolicy(String text) {
        return new Automaton(text.chars()
                .mapToObj(character -> character == '*' ? RUN : character == '?' ? ONE : character)
                .toList());
    }

    /**
     * Paths of a resource. API Gateway takes no part without text, and a greedy parameter has at least one part.
     *
     * @param end what follows them
     */
    static Automaton ofPath(PathTemplate path, String end) {
        var tokens = new ArrayList<Integer>();
        if (path.parts().isEmpty()) {
            tokens.add((int) '/');
        }
        for (var part : path.parts()) {
            tokens.add((int) '/');
            if (!part.startsWith("{")) {
                part.chars().forEach(tokens::add);
            } else {
                tokens.add(PART_ONE);
                tokens.add(part.endsWith("+}") ? RUN : PART_RUN);
            }
        }
        end.chars().forEach(tokens::add);
        return new Automaton(tokens);
    }

    /** Adds the characters that it names. */
    void characters(Set<Character> all) {
        for (var token : tokens) {
            if (token >= 0) {
                all.add((char) token);
            }
        }
    }

    BitSet start() {
        var places = new BitSet();
        add(places, 0);
        return places;
    }

    BitSet after(BitSet before, char character) {
        var places = new BitSet();
        for (var place = before.nextSetBit(0); place >= 0; place = before.nextSetBit(place + 1)) {
            if (place < tokens.length && takes(tokens[place], character)) {
                add(places, tokens[place] == RUN || tokens[place] == PART_RUN ? place : place + 1);
            }
        }
        return places;
    }

    boolean ends(BitSet places) {
        return places.get(tokens.length);
    }

    /** A run may be over before it took anything. */
    private void add(BitSet places, int place) {
        var at = place;
        places.set(at);
        while (at < tokens.length && (tokens[at] == RUN || tokens[at] == PART_RUN)) {
            at++;
            places.set(at);
        }
    }

    private static boolean takes(int token, char character) {
        return switch (token) {
            case RUN, ONE -> true;
            case PART_RUN, PART_ONE -> character != '/';
            default -> token == character;
        };
    }
}
