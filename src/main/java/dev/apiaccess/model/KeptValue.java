// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import java.util.Optional;

/**
 * The value of an API key where it is kept. Values are read only when they are needed, and not held in memory otherwise. Two are equal when
 * they are kept in the same place, whatever its content.
 */
public interface KeptValue {

    /** Reads the value, maybe from another system; empty when it does not exist or cannot be read now. */
    Optional<KeyValue> read();
}
