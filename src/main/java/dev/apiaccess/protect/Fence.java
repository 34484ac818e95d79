// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.PathTemplate;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Calls that are refused for where they come from.
 *
 * @param verbs empty: all for a fence by address, all but {@code OPTIONS} for others; {@code ANY}: all. A fence by callers never means
 *     {@code OPTIONS}, since preflights are not signed
 * @param paths empty: all
 * @param side whether the sources are those that may call or those that may not
 * @param isOnlyVerified whether nothing is written for it, and only said is what would be
 */
public record Fence(
        String name, Set<String> verbs, List<PathTemplate> paths, Side side, Sources sources, boolean isOnlyVerified) {

    /** Which side of the fence the sources are on. */
    public enum Side {
        ONLY_FROM,
        NOT_FROM
    }

    public Fence {
        verbs = Set.copyOf(verbs);
        paths = List.copyOf(paths);
    }

    /** One that is made. */
    public Fence(String name, Set<String> verbs, List<PathTemplate> paths, Side side, Sources sources) {
        this(name, verbs, paths, side, sources, false);
    }

    /** The verbs that it is about, in order. */
    Set<String> meant() {
        var all = new TreeSet<>(verbs.isEmpty() || verbs.contains(MethodRule.ANY) ? ExecuteApi.VERBS : verbs);
        if (sources.hasCallers() || (verbs.isEmpty() && !sources.isAddressesAlone())) {
            all.remove("OPTIONS");
        }
        return all;
    }

    /** The verbs of calls that it lets through: preflights go with the calls that they ask for. */
    Set<String> letThrough() {
        var all = new TreeSet<>(meant());
        all.add("OPTIONS");
        return all;
    }
}
