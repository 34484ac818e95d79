// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import java.util.BitSet;

/** Requests divided into parts, finer with each statement. */
final class Parts {

    private final int[] numbers;
    private int next = 1;

    Parts(int size) {
        this.numbers = new int[size];
    }

    /** Parts what is true from what is not known and from what is false. */
    void divide(Truths truths) {
        if (truths.surely().cardinality() == numbers.length) {
            return;
        }
        var before = next;
        move(truths.surely(), before);
        move(truths.open(), before);
    }

    /** Gives what is set a new number for each number that it had. */
    private void move(BitSet set, int before) {
        var moved = new int[before];
        for (var at = set.nextSetBit(0); at >= 0; at = set.nextSetBit(at + 1)) {
            var number = numbers[at];
            if (moved[number] == 0) {
                moved[number] = next++;
            }
            numbers[at] = moved[number];
        }
    }

    int[] numbers() {
        return numbers.clone();
    }
}
