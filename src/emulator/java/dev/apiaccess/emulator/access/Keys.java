// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.access;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Condition keys a call adds to those every call has. */
public final class Keys {
    private final Map<String, List<String>> values = new LinkedHashMap<>();

    private Keys() {}

    /** None so far. */
    public static Keys none() {
        return new Keys();
    }

    /** One key with one value. */
    public Keys with(String key, String value) {
        values.put(key, List.of(value));
        return this;
    }

    /** One key with several values. */
    public Keys with(String key, List<String> several) {
        values.put(key, List.copyOf(several));
        return this;
    }

    /** Tags the call wants to set. */
    public Keys requestTags(@Nullable Map<String, String> tags) {
        if (tags != null && !tags.isEmpty()) {
            tags.forEach((key, value) -> values.put("aws:RequestTag/" + key, List.of(value)));
            values.put("aws:TagKeys", List.copyOf(tags.keySet()));
        }
        return this;
    }

    /** Tag keys the call wants to remove. */
    public Keys tagKeys(List<String> keys) {
        values.put("aws:TagKeys", List.copyOf(keys));
        return this;
    }

    /** Tags the resource has. */
    public Keys resourceTags(Map<String, String> tags) {
        tags.forEach((key, value) -> values.put("aws:ResourceTag/" + key, List.of(value)));
        return this;
    }

    /** All of them. */
    public Map<String, List<String>> map() {
        return values;
    }
}
