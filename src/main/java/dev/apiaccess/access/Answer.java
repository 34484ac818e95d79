// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import dev.apiaccess.iam.Decision.Deciding;
import dev.apiaccess.iam.Formula;
import dev.apiaccess.iam.Missing;
import java.util.List;
import java.util.Optional;

/**
 * The answer to a question.
 *
 * @param by the layer that decided; for {@link Value#UNKNOWN} the one that could not, empty where several could not
 * @param statement the statement that decided, if one did
 * @param reason why, in one sentence
 * @param requirement what has to hold for a yes; known unless the value is {@link Value#UNKNOWN}
 */
public record Answer(
        Value value, Optional<Layer> by, Optional<Deciding> statement, String reason, Formula requirement) {

    /** Whether the call is answered by the API's own integration. */
    public enum Value {
        YES,
        NO,
        /** It depends on something that is not known; never to be taken for a yes. */
        UNKNOWN
    }

    /** What decides about a call, in the order in which AWS asks. */
    public enum Layer {
        ROUTE,
        AUTHORIZATION,
        ENDPOINT,
        SCP,
        RESOURCE,
        IDENTITY,
        BOUNDARY,
        SESSION,
        KEY
    }

    /** The same about another call that is decided alike; a reason ends in the ARN of its call, or names none. */
    Answer about(String arn, String other) {
        return !arn.equals(other) && reason.endsWith(arn)
                ? new Answer(
                        value, by, statement, reason.substring(0, reason.length() - arn.length()) + other, requirement)
                : this;
    }

    /** What is not known and may decide, each once; empty unless it is not known. */
    public List<Missing> missing() {
        return requirement.missing().distinct().toList();
    }
}
