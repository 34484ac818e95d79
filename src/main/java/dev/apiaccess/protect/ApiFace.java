// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

/**
 * How callers reach an API.
 *
 * @param isDualStack whether it is reached by IPv6 too
 */
public record ApiFace(Endpoint endpoint, boolean isDualStack) {

    /** Endpoint types of REST APIs. */
    public enum Endpoint {
        REGIONAL,
        EDGE,
        PRIVATE
    }

    boolean isPrivate() {
        return endpoint == Endpoint.PRIVATE;
    }
}
