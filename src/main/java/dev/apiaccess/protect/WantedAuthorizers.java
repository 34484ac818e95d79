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
import java.util.stream.Stream;

/**
 * What a protection wants of the authorizers of an API now.
 *
 * @param made those that are missing
 * @param uses methods whose authorizer is wanted, with the one that decides about their calls
 * @param gone ids of those that the object made, and that nothing has or serves any more
 */
public record WantedAuthorizers(List<Made> made, SortedMap<MethodKey, Use> uses, SortedSet<String> gone) {

    /** None are wanted, and none are there. */
    public static final WantedAuthorizers NONE = new WantedAuthorizers(List.of(), new TreeMap<>(), new TreeSet<>());

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
    public record Field(String name, String found, String wanted) {

        /** Never empty: what differs in something else differs as a whole. */
        static List<Field> between(Authorizer found, Authorizer wanted) {
            var fields = named(found, wanted);
            return fields.isEmpty() ? List.of(new Field("definition", found.digest(), wanted.digest())) : fields;
        }

        private static List<Field> named(Authorizer found, Authorizer wanted) {
            return Stream.of(
                            new Field("type", found.type(), wanted.type()),
                            new Field("uri", found.uri(), wanted.uri()),
                            new Field("credentials", found.credentials(), wanted.credentials()),
                            new Field("identitySources", text(found.identitySources()), text(wanted.identitySources())),
                            new Field("ttl", found.ttlSeconds() + "s", wanted.ttlSeconds() + "s"),
                            new Field("providers", text(found.providers()), text(wanted.providers())))
                    .filter(field -> !field.found().equals(field.wanted()))
                    .map(field -> new Field(
                            field.name(),
                            field.found().isEmpty() ? "none" : field.found(),
                            field.wanted().isEmpty() ? "none" : field.wanted()))
                    .toList();
        }

        private static String text(SortedSet<String> some) {
            return String.join(", ", some);
        }
    }

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
                made.stream().filter(one -> !one.isCorrection()).toList(), uses, gone);
    }

    /** What is left where nothing is made or used any more. */
    public WantedAuthorizers onlyGone() {
        return new WantedAuthorizers(List.of(), new TreeMap<>(), gone);
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
