// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

/** Three-valued logic after Kleene, of one decision ({@link Formula}) or of many at once ({@link Truths}). */
interface Logic<T extends Logic<T>> {

    T and(T other);

    T or(T other);

    T not();
}
