// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.dataplane;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.emulator.wire.AwsError;
import dev.apiaccess.emulator.wire.WireResponse;

/** The answers callers get who do not pass. */
final class Refusal {
    private static final String AUTHORIZER = "AuthorizerConfigurationException";

    private Refusal() {}

    static AwsError missingToken() {
        return new AwsError(403, "MissingAuthenticationTokenException", "Missing Authentication Token");
    }

    static AwsError forbidden() {
        return new AwsError(403, "ForbiddenException", "Forbidden");
    }

    static AwsError unauthorized() {
        return new AwsError(401, "UnauthorizedException", "Unauthorized");
    }

    /** What an authorizer does not let through. */
    static AwsError denied(String why) {
        return new AwsError(403, "AccessDenied", "User is not authorized to access this resource" + why);
    }

    /** An authorizer that cannot be called, fails, or answers nonsense; AWS gives no text. */
    static AwsError authorizerFails() {
        return new AwsError(500, AUTHORIZER, "");
    }

    static AwsError tooMany() {
        return new AwsError(429, "TooManyRequestsException", "Too Many Requests");
    }

    static AwsError quotaUsedUp() {
        return new AwsError(429, "LimitExceededException", "Limit Exceeded");
    }

    /** How API Gateway writes it: a denied caller's message is spelt with a capital. */
    static WireResponse write(AwsError error) {
        String type = switch (error.code()) {
            case "SignatureDoesNotMatch" -> "InvalidSignatureException";
            case "InvalidClientTokenId" -> "UnrecognizedClientException";
            default -> error.code().endsWith("Exception") ? error.code() : error.code() + "Exception";
        };
        String field = error.code().equals("AccessDenied") ? "Message" : "message";
        ObjectNode body =
                JsonNodeFactory.instance.objectNode().put(field, error.code().equals(AUTHORIZER) ? null : error.text());
        return WireResponse.json(error.status(), body).with("x-amzn-ErrorType", type);
    }
}
