// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import java.util.Objects;
import java.util.Optional;

/** The secret text of an API key. Its {@link #toString()} hides it, so that no log, event or exception can reveal it. */
public final class KeyValue implements KeptValue {

    private final String value;

    /** @param value 20 to 128 characters, API Gateway's bounds */
    public KeyValue(String value) {
        if (value.length() < 20 || value.length() > 128) {
            throw new IllegalArgumentException(
                    "an API key value has 20 to 128 characters, this one has " + value.length());
        }
        this.value = value;
    }

    /** The text itself: for a Secret and for the wire, nothing else. */
    public String reveal() {
        return value;
    }

    /** Returns itself: it is in memory already. */
    @Override
    public Optional<KeyValue> read() {
        return Optional.of(this);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyValue that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(value);
    }

    @Override
    public String toString() {
        return "KeyValue(redacted)";
    }
}
