// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.state;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A method of a resource.
 *
 * @param verb GET and so on, or ANY
 * @param authorization NONE, AWS_IAM, CUSTOM, COGNITO_USER_POOLS or JWT
 * @param authorizerId which authorizer decides, null unless the type has one
 * @param scopes of which a token must have one, empty for none
 * @param keyRequired whether callers must send an API key
 * @param integration what it is connected to, as it was sent, null before PutIntegration
 */
public record Method(
        String verb,
        String authorization,
        @Nullable String authorizerId,
        List<String> scopes,
        boolean keyRequired,
        @Nullable String operationName,
        @Nullable JsonNode integration) {
    /** With another integration. */
    public Method withIntegration(JsonNode other) {
        return new Method(verb, authorization, authorizerId, scopes, keyRequired, operationName, other);
    }
}
