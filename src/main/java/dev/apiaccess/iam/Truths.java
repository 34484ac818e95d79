// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import java.util.BitSet;

/**
 * The truth of many requests at once, three-valued, a bit for each. Values: operations return new ones.
 *
 * @param surely where it is true
 * @param possibly where it is true or not known
 * @param size how many requests there are
 */
record Truths(BitSet surely, BitSet possibly, int size) implements Logic<Truths> {

    static Truths all(boolean value, int size) {
        var bits = new BitSet(size);
        bits.set(0, size, value);
        return new Truths(bits, bits, size);
    }

    static Truths unknown(int size) {
        return new Truths(new BitSet(size), all(true, size).possibly(), size);
    }

    @Override
    public Truths and(Truths other) {
        return new Truths(intersection(surely, other.surely), intersection(possibly, other.possibly), size);
    }

    @Override
    public Truths or(Truths other) {
        return new Truths(union(surely, other.surely), union(possibly, other.possibly), size);
    }

    @Override
    public Truths not() {
        return new Truths(complement(possibly), complement(surely), size);
    }

    /** The same, but nowhere surely. */
    Truths atMostPossibly() {
        return new Truths(new BitSet(size), possibly, size);
    }

    private static BitSet intersection(BitSet one, BitSet other) {
        var bits = (BitSet) one.clone();
        bits.and(other);
        return bits;
    }

    private static BitSet union(BitSet one, BitSet other) {
        var bits = (BitSet) one.clone();
        bits.or(other);
        return bits;
    }

    private BitSet complement(BitSet of) {
        var bits = (BitSet) of.clone();
        bits.flip(0, size);
        return bits;
    }
}
