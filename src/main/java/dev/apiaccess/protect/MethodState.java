// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

/**
 * What a method asks of its calls.
 *
 * @param authorization as API Gateway returns it
 * @param authorizer what stands behind an authorization that has an authorizer: its id with a digest of its definition and of the scopes
 *     of the method, so that each change of them is another one; empty where it has none or nobody read it
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

    /** Whether each call that passes the other one passes this one too. Of an authorizer that nobody read that is not known. */
    boolean isClosedBy(MethodState other) {
        var passes = isOpen()
                || (authorization.equals(other.authorization) && (!hasAuthorizer() || isSameAuthorizer(other)));
        return passes && (other.keyRequired || !keyRequired);
    }

    private boolean hasAuthorizer() {
        return !isOpen() && !authorization.equals("AWS_IAM");
    }

    private boolean isSameAuthorizer(MethodState other) {
        return !authorizer.isEmpty() && authorizer.equals(other.authorizer);
    }
}
