// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import dev.apiaccess.iam.Statement;
import dev.apiaccess.model.MethodKey;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a protection wants of an API now.
 *
 * @param closed methods whose time has come, with what they shall ask for
 * @param reopened methods that it closed and opens again, with what they shall ask for
 * @param declaredOpen methods that it says are open, so that a deployment may publish them as such
 * @param statements of its fences, with the Allow that stands beside them
 * @param stages that it is about
 * @param deploys whether it may publish the configuration
 */
public record Wanted(
        SortedMap<MethodKey, MethodState> closed,
        SortedMap<MethodKey, MethodState> reopened,
        Set<MethodKey> declaredOpen,
        List<Statement> statements,
        SortedSet<String> stages,
        boolean deploys) {

    public Wanted {
        closed = new TreeMap<>(closed);
        reopened = new TreeMap<>(reopened);
        declaredOpen = Set.copyOf(declaredOpen);
        statements = List.copyOf(statements);
        stages = new TreeSet<>(stages);
    }
}
