// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import java.util.List;
import java.util.Optional;

/**
 * The answer to a request.
 *
 * @param layer the layer that decided; empty where none did: the caller needs no policy, or it is not known
 * @param by the statement that decided, if one did
 * @param reason why, in one sentence
 * @param requirement what has to hold for the request to be allowed; known unless the outcome is {@link Outcome#UNKNOWN}
 */
public record Decision(
        Outcome outcome, Optional<Layer> layer, Optional<Deciding> by, String reason, Formula requirement) {

    /** The decision on the request. */
    public enum Outcome {
        ALLOWED,
        /** A Deny statement matched. */
        EXPLICIT_DENY,
        /** A required grant is missing. */
        IMPLICIT_DENY,
        /** It depends on something that is not known; never to be taken for a yes. */
        UNKNOWN
    }

    /**
     * A statement that decided.
     *
     * @param policy the name of its policy
     * @param position within the policy, from 1
     */
    public record Deciding(Layer layer, String policy, int position, Statement statement) {

        public Optional<String> sid() {
            return Optional.ofNullable(statement.sid());
        }

        /** "statement Sid of the identity policies". */
        public String describe() {
            return "statement " + sid().orElse("number " + position) + " of " + layer.text();
        }
    }

    public boolean allowed() {
        return outcome == Outcome.ALLOWED;
    }

    /** The Sid of the statement that decided, if it has one. */
    public Optional<String> decidingSid() {
        return by.flatMap(Deciding::sid);
    }

    /** What is not known and may decide, each once; empty unless the outcome is {@link Outcome#UNKNOWN}. */
    public List<Missing> missing() {
        return requirement.missing().distinct().toList();
    }
}
