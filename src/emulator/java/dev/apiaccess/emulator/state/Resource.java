// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.state;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A node of an API's path tree.
 *
 * @param parentId null for the root
 * @param pathPart the last segment, null for the root
 * @param path the whole path with parameters in braces
 * @param methods by verb
 */
public record Resource(
        String id, @Nullable String parentId, @Nullable String pathPart, String path, Map<String, Method> methods) {
    /** With a new or changed method. */
    public Resource with(Method method) {
        Map<String, Method> more = new TreeMap<>(methods);
        more.put(method.verb(), method);
        return new Resource(id, parentId, pathPart, path, Map.copyOf(more));
    }

    /** Without a method. */
    public Resource without(String verb) {
        Map<String, Method> fewer = new TreeMap<>(methods);
        fewer.remove(verb);
        return new Resource(id, parentId, pathPart, path, Map.copyOf(fewer));
    }
}
