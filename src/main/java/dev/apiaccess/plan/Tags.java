// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

import dev.apiaccess.model.Naming;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Compares the tags that we set; others are ignored. The UID tells incarnations of an object apart and proves nothing, so that a
 * restored cluster does not tag everything anew.
 */
final class Tags {

    private Tags() {}

    /** A line for each of our tags that is not as desired; none when the tags were not read. */
    static List<Difference> differences(@Nullable Map<String, String> found, Map<String, String> wanted) {
        var lines = new ArrayList<Difference>();
        if (found != null) {
            wanted.forEach((key, value) -> {
                if (!key.equals(Naming.TAG_UID) && !value.equals(found.get(key))) {
                    lines.add(new Difference(
                            "", "tags[" + key + "]", Objects.requireNonNullElse(found.get(key), "not there"), value));
                }
            });
        }
        return lines;
    }

    /** Whether tags were read and none of ours is among them, as with an imported key. */
    static boolean none(@Nullable Map<String, String> found, Map<String, String> wanted) {
        return found != null && !wanted.isEmpty() && wanted.keySet().stream().noneMatch(found::containsKey);
    }

    /** Whether tags name another owner: a plan or key that others took over is not tagged back. */
    static boolean ofAnother(@Nullable Map<String, String> found, Map<String, String> wanted) {
        return found != null && (other(found, wanted, Naming.TAG_OWNER) || other(found, wanted, Naming.TAG_CLUSTER));
    }

    private static boolean other(Map<String, String> found, Map<String, String> wanted, String key) {
        return found.containsKey(key) && !Objects.equals(found.get(key), wanted.get(key));
    }
}
