// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a protection declares, with its API found.
 *
 * @param place the API; {@code *} as a stage means all of them
 * @param rules in order
 * @param settings of its stages
 * @param deploys whether it may publish the configuration
 * @param mark of the object ({@code Sids.mark}), by which its statements are known; empty: those of any object are
 */
public record Declared(
        FenceStatements.Place place,
        List<RuleWish> rules,
        List<Fence> fences,
        StageWish settings,
        boolean deploys,
        String mark) {

    public Declared {
        rules = List.copyOf(rules);
        fences = List.copyOf(fences);
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
        AWS_IAM
    }

    /**
     * A rule.
     *
     * @param isConfirmed whether its owner says that callers sign
     * @param reopen why methods that it closed are opened again; empty where they are not
     */
    public record RuleWish(
            MethodRule rule,
            Authorization authorization,
            boolean isKeyRequired,
            boolean isConfirmed,
            Optional<String> reopen) {}

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
