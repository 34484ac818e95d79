// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import dev.apiaccess.model.Authorizer;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a protection declares, with its API found.
 *
 * @param place the API; {@code *} as a stage means all of them
 * @param rules in order
 * @param settings of its stages
 * @param deploys whether it may publish the configuration
 * @param mark of the object ({@code Sids.mark}), by which its statements are known; empty: those of any object are
 * @param authorizers that are made and kept, by their names in the object
 */
public record Declared(
        FenceStatements.Place place,
        List<RuleWish> rules,
        List<Fence> fences,
        StageWish settings,
        boolean deploys,
        String mark,
        SortedMap<String, Authorizer> authorizers) {

    public Declared {
        rules = List.copyOf(rules);
        fences = List.copyOf(fences);
        authorizers = new TreeMap<>(authorizers);
    }

    /** Without authorizers. */
    public Declared(
            FenceStatements.Place place,
            List<RuleWish> rules,
            List<Fence> fences,
            StageWish settings,
            boolean deploys,
            String mark) {
        this(place, rules, fences, settings, deploys, mark, new TreeMap<>());
    }

    /** What takes the statements of any object for its own. */
    public Declared(
            FenceStatements.Place place,
            List<RuleWish> rules,
            List<Fence> fences,
            StageWish settings,
            boolean deploys) {
        this(place, rules, fences, settings, deploys, "");
    }

    /** What a rule wants the authorization of its methods to be. */
    public enum Authorization {
        /** It is left as it is. */
        ANY,
        /** It is open: compared, and made only with a reason to reopen. */
        NONE,
        AWS_IAM,
        /** An authorizer decides: {@link RuleWish#use} says which. */
        AUTHORIZER
    }

    /**
     * Which authorizer decides the calls of a rule.
     *
     * @param name in the object, or of one that the API has
     * @param scopes of which a token has to have one; empty where that does not count
     */
    public record AuthorizerUse(String name, SortedSet<String> scopes) {

        /** Where no authorizer decides. */
        public static final AuthorizerUse NONE = new AuthorizerUse("", new TreeSet<>());

        public AuthorizerUse {
            scopes = new TreeSet<>(scopes);
        }
    }

    /**
     * A rule.
     *
     * @param isConfirmed whether its owner says that callers sign
     * @param reopen why methods that it closed are opened again; empty where they are not
     * @param use the authorizer that decides; {@link AuthorizerUse#NONE} where the authorization needs none
     * @param isOnlyVerified whether nothing is made of it, and only said is what would be
     */
    public record RuleWish(
            MethodRule rule,
            Authorization authorization,
            boolean isKeyRequired,
            boolean isConfirmed,
            Optional<String> reopen,
            AuthorizerUse use,
            boolean isOnlyVerified) {

        /** One that is made, without an authorizer. */
        public RuleWish(
                MethodRule rule,
                Authorization authorization,
                boolean isKeyRequired,
                boolean isConfirmed,
                Optional<String> reopen) {
            this(rule, authorization, isKeyRequired, isConfirmed, reopen, AuthorizerUse.NONE, false);
        }
    }

    /** The same without the fences that are only verified. */
    Declared withMadeFences() {
        return new Declared(
                place,
                rules,
                fences.stream().filter(fence -> !fence.isOnlyVerified()).toList(),
                settings,
                deploys,
                mark);
    }

    /** The stages that it is about, of those that there are. */
    SortedSet<String> stages(SortedSet<String> all) {
        if (place.stages().contains("*")) {
            return all;
        }
        var covered = new TreeSet<>(all);
        covered.retainAll(place.stages());
        return covered;
    }
}
