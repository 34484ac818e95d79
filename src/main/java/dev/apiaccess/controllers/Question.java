// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

/**
 * Something that a pass asks at most once: the key under which a {@link Snapshot} keeps the answer. Implemented by records, which are
 * equal when they ask the same.
 *
 * @param <T> type of the answer
 */
interface Question<T> {}
