// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import java.util.Optional;

/**
 * The value of an API key where it is kept. Values are read when they are needed and not before: memory holds none of those that rest.
 * Two are equal when they are kept in one place, whatever is there.
 */
public interface KeptValue {

    /** Reads it, which may ask another system; empty when it is not there, or cannot be read now. */
    Optional<KeyValue> read();
}
