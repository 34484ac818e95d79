// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.state;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A method of a resource.
 *
 * @param verb GET and so on, or ANY
 * @param authorization NONE, AWS_IAM, CUSTOM or COGNITO_USER_POOLS
 * @param keyRequired whether callers must send an API key
 * @param integration what it is connected to, as it was sent, null before PutIntegration
 */
public record Method(
        String verb,
        String authorization,
        boolean keyRequired,
        @Nullable String operationName,
        @Nullable JsonNode integration) {}
