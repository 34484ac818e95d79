// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.snapshot;

/**
 * A question that a pass answers at most once: the key under which a {@link Snapshot} keeps the answer. Implemented by records, which
 * are equal when they ask the same.
 *
 * @param <T> type of the answer
 */
public interface Question<T> {}
