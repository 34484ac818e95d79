// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads an absent list or map as an empty one, so that nobody downstream asks twice. */
final class Absent {
    private Absent() {}

    static <T> List<T> list(@Nullable List<T> value) {
        return value == null ? List.of() : Collections.unmodifiableList(value);
    }

    static <V> Map<String, V> map(@Nullable Map<String, V> value) {
        return value == null ? Map.of() : Collections.unmodifiableMap(value);
    }
}
