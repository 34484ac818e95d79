// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import dev.apiaccess.model.MethodKey;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is known beside the API, and decides whether the time of a change has come.
 *
 * @param unsettledPolicies why callers that are declared are not known to be allowed for long enough; empty where they are
 * @param stagesWithKeys stages that are in a usage plan which has an enabled key
 * @param confirmed by rule, the digest of the methods that were open when it was confirmed, as noted
 * @param confirms by rule, the digest that its owner confirms now
 * @param closed methods whose authorization the object changed, as noted; not those of which it only required a key, so that no other
 *     closing is taken back for its own
 * @param settings of stages that the object brought about, as noted, by stage; {@link StageWish#ACCESS_LOG} among them
 * @param emptyBefore whether the document was empty before the first statement of the object; empty where none was written
 * @param consented a deployment that may be served though it opens what others left in it; empty for none
 * @param authorizers ids of those that the object made, as noted, with their names in the object
 * @param rolledBack the deployment to which somebody asks to go back; empty for none
 */
public record Gates(
        Optional<String> unsettledPolicies,
        Set<String> stagesWithKeys,
        Map<String, String> confirmed,
        Map<String, String> confirms,
        Set<MethodKey> closed,
        Map<String, Set<MethodKey>> settings,
        Optional<Boolean> emptyBefore,
        String consented,
        Map<String, String> authorizers,
        String rolledBack) {

    /** Where it made no authorizers. */
    public Gates(
            Optional<String> unsettledPolicies,
            Set<String> stagesWithKeys,
            Map<String, String> confirmed,
            Map<String, String> confirms,
            Set<MethodKey> closed,
            Map<String, Set<MethodKey>> settings,
            Optional<Boolean> emptyBefore,
            String consented,
            String rolledBack) {
        this(
                unsettledPolicies,
                stagesWithKeys,
                confirmed,
                confirms,
                closed,
                settings,
                emptyBefore,
                consented,
                Map.of(),
                rolledBack);
    }

    /** Where nobody asks to go back. */
    public Gates(
            Optional<String> unsettledPolicies,
            Set<String> stagesWithKeys,
            Map<String, String> confirmed,
            Map<String, String> confirms,
            Set<MethodKey> closed,
            Map<String, Set<MethodKey>> settings,
            Optional<Boolean> emptyBefore,
            String consented,
            Map<String, String> authorizers) {
        this(
                unsettledPolicies,
                stagesWithKeys,
                confirmed,
                confirms,
                closed,
                settings,
                emptyBefore,
                consented,
                authorizers,
                "");
    }

    public Gates {
        authorizers = Map.copyOf(authorizers);
        stagesWithKeys = Set.copyOf(stagesWithKeys);
        confirmed = Map.copyOf(confirmed);
        confirms = Map.copyOf(confirms);
        closed = Set.copyOf(closed);
        settings = Map.copyOf(settings);
    }

    /** Where it made no authorizers, and nobody asks to go back. */
    public Gates(
            Optional<String> unsettledPolicies,
            Set<String> stagesWithKeys,
            Map<String, String> confirmed,
            Map<String, String> confirms,
            Set<MethodKey> closed,
            Map<String, Set<MethodKey>> settings,
            Optional<Boolean> emptyBefore,
            String consented) {
        this(unsettledPolicies, stagesWithKeys, confirmed, confirms, closed, settings, emptyBefore, consented, "");
    }

    /** Nothing was done before, and nothing waits. */
    public static final Gates OPEN =
            new Gates(Optional.empty(), Set.of(), Map.of(), Map.of(), Set.of(), Map.of(), Optional.empty(), "");
}
