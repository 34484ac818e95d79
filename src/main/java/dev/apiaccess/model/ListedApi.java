// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import java.util.Optional;

/**
 * A REST API as it is listed, with what decides about calls of all its stages.
 *
 * @param policy the resource policy of its present configuration, which no stage needs to have deployed
 * @param isPrivate whether it is reached through VPC endpoints only
 * @param hasDefaultEndpoint whether it is reached under execute-api, and not by its own domain names only
 * @param keySource where a call bears its API key: {@code HEADER} or {@code AUTHORIZER}
 */
public record ListedApi(
        RestApi api, Optional<String> policy, boolean isPrivate, boolean hasDefaultEndpoint, String keySource) {

    /** A public API without a resource policy. */
    public static ListedApi of(RestApi api) {
        return new ListedApi(api, Optional.empty(), false, true, "HEADER");
    }
}
