// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.measure;

import dev.apiaccess.access.Measured;
import java.util.List;

/** What the rules of a policy come to, as far as a look can say. */
public sealed interface RuleEffects {

    /** Nothing can be said yet: since the start AWS was not read as far as it takes. */
    record Unread() implements RuleEffects {}

    /** Nothing of the object is in force, so there is nothing to measure. */
    record Nothing() implements RuleEffects {}

    /**
     * What is in force was measured.
     *
     * @param rules those that name a principal for which they are in force, but those whose time is over
     * @param soon whether something is missing that the next look at the account reads
     * @param assumed whether a resource policy is taken for the deployed one because the connection says so
     */
    record Found(List<Measured> rules, boolean soon, boolean assumed) implements RuleEffects {
        public Found {
            rules = List.copyOf(rules);
        }
    }
}
