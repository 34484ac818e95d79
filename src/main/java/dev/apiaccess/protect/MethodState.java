// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

/**
 * What a method asks of its calls.
 *
 * @param authorization as API Gateway returns it
 * @param authorizer id of its authorizer, empty where it has none or it is not known
 */
public record MethodState(String authorization, String authorizer, boolean keyRequired) {

    static final String NONE = "NONE";

    /** A method without an authorizer. */
    public static MethodState of(String authorization, boolean keyRequired) {
        return new MethodState(authorization, "", keyRequired);
    }

    boolean isOpen() {
        return authorization.equals(NONE);
    }

    /** The same with a required key. */
    public MethodState withKey() {
        return new MethodState(authorization, authorizer, true);
    }

    /** Whether each call that passes the other one passes this one too. An authorizer that nobody told counts as the same. */
    boolean isClosedBy(MethodState other) {
        var sameAuthorizer = authorizer.isEmpty() || other.authorizer.isEmpty() || authorizer.equals(other.authorizer);
        var passes = isOpen() || (authorization.equals(other.authorization) && sameAuthorizer);
        return passes && (other.keyRequired || !keyRequired);
    }
}
