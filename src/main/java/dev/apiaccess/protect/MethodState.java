// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import dev.apiaccess.model.Authorizer;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What a method asks of its calls.
 *
 * @param authorization as API Gateway returns it
 * @param authorizer what stands behind an authorization that has an authorizer, {@link #content}: two authorizers that ask the same decide
 *     alike, and each change of one is another one; empty where it has none or nobody read it
 */
public record MethodState(String authorization, String authorizer, boolean keyRequired) {

    static final String NONE = "NONE";

    /** Behind the definition of an authorizer stand the scopes of a method. */
    private static final char SPACE = ' ';

    private static final Pattern WORDS = Pattern.compile(" ");

    /** A method without an authorizer. */
    public static MethodState of(String authorization, boolean keyRequired) {
        return new MethodState(authorization, "", keyRequired);
    }

    /** What decides about the calls of a method: a digest of what its authorizer asks, with the scopes of which a token has to have one. */
    static String content(Authorizer definition, SortedSet<String> scopes) {
        return content(definition.digest(), scopes);
    }

    static String content(String asks, SortedSet<String> scopes) {
        return scopes.isEmpty() ? asks : asks + SPACE + String.join("" + SPACE, scopes);
    }

    /** The digest of what the authorizer asks, without scopes; empty where it has none or nobody read it. */
    String asks() {
        var space = authorizer.indexOf(SPACE);
        return space < 0 ? authorizer : authorizer.substring(0, space);
    }

    /** The scopes of which a token has to have one; empty where that does not count. */
    SortedSet<String> scopes() {
        var space = authorizer.indexOf(SPACE);
        return space < 0 ? new TreeSet<>() : new TreeSet<>(List.of(WORDS.split(authorizer.substring(space + 1))));
    }

    /** Whether it has an authorizer that nobody read. */
    boolean isUnread() {
        return hasAuthorizer() && authorizer.isEmpty();
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

    /** Whether an authorizer decides; what API Gateway may say one day counts as that. */
    boolean hasAuthorizer() {
        return !isOpen() && !authorization.equals("AWS_IAM");
    }

    private boolean isSameAuthorizer(MethodState other) {
        return !authorizer.isEmpty() && authorizer.equals(other.authorizer);
    }
}
