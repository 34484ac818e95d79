// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import java.util.List;
import java.util.random.RandomGenerator;

/** Choices at random. */
record Dice(RandomGenerator random) {

    private static final int PERCENT = 100;

    boolean chance(int percent) {
        return random.nextInt(PERCENT) < percent;
    }

    /** A number from the first to the last. */
    int between(int first, int last) {
        return random.nextInt(first, last + 1);
    }

    <T> T of(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    String of(String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
