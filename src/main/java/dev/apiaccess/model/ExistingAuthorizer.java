// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

/**
 * An authorizer of an API. It bears no tags: which are ours the object knows that made them.
 *
 * @param definition what it asks, and whom
 * @param trial what came of trying it
 */
public record ExistingAuthorizer(String id, Authorizer definition, Trial trial) {

    /** What came of trying it. */
    public sealed interface Trial {
        /** Nobody tried it. */
        record Untried() implements Trial {}

        /** It answered, whatever it said. */
        record Answered() implements Trial {}

        /** Its expression for tokens refused the one of the trial, so that nobody was asked: every trial ends like that. */
        record Refused() implements Trial {}

        /**
         * API Gateway could not ask it: everybody would meet an error.
         *
         * @param message what API Gateway says of it
         */
        record Failed(String message) implements Trial {}
    }

    /** Whether it is known to answer. */
    public boolean isProven() {
        return trial instanceof Trial.Answered;
    }

    /** The same after it was tried. */
    public ExistingAuthorizer tried(Trial other) {
        return new ExistingAuthorizer(id, definition, other);
    }
}
