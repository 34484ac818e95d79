// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

/**
 * What a look at an object that is being deleted came to.
 *
 * @param gone whether nothing of it keeps it any more
 */
public record Departure<S>(boolean gone, Assessment<S> assessment) {}
