// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import dev.apiaccess.iam.PathTemplate;
import dev.apiaccess.model.MethodKey;

/**
 * A method with what decides about its calls.
 *
 * @param authorization as API Gateway returns it: {@code NONE}, {@code AWS_IAM}, {@code CUSTOM}, {@code COGNITO_USER_POOLS}, {@code JWT}, and
 *     whatever comes
 */
public record ApiMethod(MethodKey key, String authorization) {

    /** Whether the resource policy alone says who may call, once a caller is known; by AWS's tables of how policies go together. */
    boolean isDecidedByPolicyAlone() {
        return switch (authorization) {
            case "NONE", "COGNITO_USER_POOLS", "JWT" -> true;
            default -> false;
        };
    }

    /** Whether an Allow of the resource policy lets in whom its own authorization says nothing of, signed or not. */
    boolean isSilentWhenAllowed() {
        return !isDecidedByPolicyAlone() && !authorization.equals("AWS_IAM");
    }

    PathTemplate path() {
        return new PathTemplate(key.path());
    }
}
