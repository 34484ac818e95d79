// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.state;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An authorizer of an API.
 *
 * @param type TOKEN, REQUEST, COGNITO_USER_POOLS or JWT
 * @param uri what a Lambda authorizer invokes, null for the others
 * @param providers ARNs of user pools
 * @param identitySource where the identity is, several divided by commas, null when there is none
 * @param validation what a token has to look like before anybody is asked, null for anything
 * @param ttlSeconds how long an answer is kept, 0 for not at all
 * @param jwt issuers and audiences of a JWT authorizer, as they were sent, null for the others
 */
public record ApiAuthorizer(
        String id,
        String name,
        String type,
        @Nullable String uri,
        @Nullable String credentials,
        List<String> providers,
        @Nullable String authType,
        @Nullable String identitySource,
        @Nullable String validation,
        int ttlSeconds,
        @Nullable JsonNode jwt) {

    /** How long an answer is kept where nobody says it. */
    public static final int DEFAULT_TTL = 300;

    /** Whether a Lambda function decides. */
    public boolean isLambda() {
        return type.equals("TOKEN") || type.equals("REQUEST");
    }
}
