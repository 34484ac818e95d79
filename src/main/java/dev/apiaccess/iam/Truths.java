// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import java.util.BitSet;

/**
 * Whether a statement is about each of many resources, a bit for each.
 *
 * @param surely where it is
 * @param open where it is not known
 */
record Truths(BitSet surely, BitSet open) {}
