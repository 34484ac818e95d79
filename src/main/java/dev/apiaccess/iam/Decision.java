// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import java.util.Optional;

/** The answer to a request: the outcome, the Sid of the statement that decided it (if one did and has a Sid), and why in one sentence. */
public record Decision(Outcome outcome, Optional<String> decidingSid, String reason) {

    /** The decision on the request. */
    public enum Outcome {
        ALLOWED,
        /** A Deny statement matched. */
        EXPLICIT_DENY,
        /** A required grant is missing. */
        IMPLICIT_DENY
    }

    public boolean allowed() {
        return outcome == Outcome.ALLOWED;
    }
}
