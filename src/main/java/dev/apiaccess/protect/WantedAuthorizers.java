// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import dev.apiaccess.model.Authorizer;
import dev.apiaccess.model.MethodKey;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a protection wants of the authorizers of an API now.
 *
 * @param made those that are missing
 * @param uses methods whose authorizer is wanted, with the one that decides about their calls
 * @param gone ids of those that the object made, and that nothing has or serves any more
 * @param isAwaited whether methods wait for one that is missing
 */
public record WantedAuthorizers(
        List<Made> made, SortedMap<MethodKey, Use> uses, SortedSet<String> gone, boolean isAwaited) {

    /** None are wanted, and none are there. */
    public static final WantedAuthorizers NONE =
            new WantedAuthorizers(List.of(), new TreeMap<>(), new TreeSet<>(), false);

    /**
     * One that is missing.
     *
     * @param name in the object
     * @param definition under the name that tells whose it is
     * @param changed fields in which others made another one of it, as {@code uri: this (want that)}; empty where it was not there before
     */
    public record Made(String name, Authorizer definition, List<Field> changed) {

        public Made {
            changed = List.copyOf(changed);
        }

        /** Whether it takes the place of one that others changed. */
        public boolean isCorrection() {
            return !changed.isEmpty();
        }
    }

    /** A field that others changed. */
    public record Field(String name, String found, String wanted) {}

    /**
     * The authorizer of a method.
     *
     * @param scopes of which a token has to have one
     * @param before what the object made of the method before, as {@link MethodState#authorizer} has it: from there it may be moved
     * @param corrects whether the one that the method has was changed by others
     */
    public record Use(String authorizerId, SortedSet<String> scopes, Set<String> before, boolean corrects) {

        public Use {
            scopes = new TreeSet<>(scopes);
            before = Set.copyOf(before);
        }
    }

    public WantedAuthorizers {
        made = List.copyOf(made);
        uses = new TreeMap<>(uses);
        gone = new TreeSet<>(gone);
    }

    /** The same without what takes back changes of others. */
    public WantedAuthorizers withoutCorrections() {
        return new WantedAuthorizers(
                made.stream().filter(one -> !one.isCorrection()).toList(), uses, gone, isAwaited);
    }

    /** What is left where nothing is made or used any more. */
    public WantedAuthorizers onlyGone() {
        return new WantedAuthorizers(List.of(), new TreeMap<>(), gone, false);
    }

    /** Whether a method comes from an authorizer that the object gave it before, and keeps its key. */
    boolean mayMove(MethodKey method, MethodState from, MethodState to) {
        var use = uses.get(method);
        return use != null
                && from.hasAuthorizer()
                && to.hasAuthorizer()
                && use.before().contains(from.authorizer())
                && (to.keyRequired() || !from.keyRequired());
    }
}
