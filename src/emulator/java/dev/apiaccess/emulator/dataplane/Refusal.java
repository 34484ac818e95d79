// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.dataplane;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.apiaccess.emulator.wire.AwsError;
import dev.apiaccess.emulator.wire.WireResponse;

/** The answers callers get who do not pass. */
final class Refusal {
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
        return WireResponse.json(
                        error.status(), JsonNodeFactory.instance.objectNode().put(field, error.text()))
                .with("x-amzn-ErrorType", type);
    }
}
