// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import java.util.Optional;

/**
 * A REST API as it is listed, with what decides about calls of all its stages.
 *
 * @param policy the resource policy of its present configuration, which no stage needs to have deployed
 * @param endpoint how it is reached
 * @param hasDefaultEndpoint whether it is reached under execute-api, and not by its own domain names only
 * @param keySource where a call bears its API key: {@code HEADER} or {@code AUTHORIZER}
 * @param state whether it can be changed now
 */
public record ListedApi(
        RestApi api,
        Optional<String> policy,
        Endpoint endpoint,
        boolean hasDefaultEndpoint,
        String keySource,
        State state) {

    /** Types of endpoints. */
    public enum EndpointType {
        REGIONAL,
        EDGE,
        PRIVATE
    }

    /**
     * How an API is reached.
     *
     * @param isDualStack whether by IPv6 too
     */
    public record Endpoint(EndpointType type, boolean isDualStack) {}

    /**
     * The state of an API.
     *
     * @param status {@code AVAILABLE}, {@code UPDATING}, {@code PENDING}, {@code FAILED}, and whatever comes; empty where API Gateway does
     *     not say
     * @param message what it says of it
     */
    public record State(String status, String message) {

        /** It can be changed. */
        public static final State AVAILABLE = new State("AVAILABLE", "");
    }

    /** A public API without a resource policy. */
    public static ListedApi of(RestApi api) {
        return new ListedApi(
                api, Optional.empty(), new Endpoint(EndpointType.REGIONAL, false), true, "HEADER", State.AVAILABLE);
    }

    /** Whether it is reached through VPC endpoints only. */
    public boolean isPrivate() {
        return endpoint.type() == EndpointType.PRIVATE;
    }

    /** The same with another resource policy. */
    public ListedApi withPolicy(Optional<String> other) {
        return new ListedApi(api, other, endpoint, hasDefaultEndpoint, keySource, state);
    }
}
