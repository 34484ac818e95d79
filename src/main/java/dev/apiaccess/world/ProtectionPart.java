// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.world;

import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.UnitKey;
import java.util.Map;
import java.util.Optional;

/**
 * What a listing of API Gateway has for protections.
 *
 * @param apis what was read of the APIs that some object protects
 * @param unread why others of them were not read, by id: what keeps them from being read, a clause
 * @param logging what is known of the role with which API Gateway writes logs; empty where nobody asked, or it could not be read
 * @param loggingTrouble why the role could not be read, a clause; empty where it was, or nobody asked
 */
public record ProtectionPart(
        Map<UnitKey.RestApiUnit, ExistingApi> apis,
        Map<String, String> unread,
        Optional<LoggingRole> logging,
        String loggingTrouble) {

    /** No object protects anything. */
    public static final ProtectionPart NONE = of(Map.of());

    /** Everything was read, and nobody asked for the role. */
    public static ProtectionPart of(Map<UnitKey.RestApiUnit, ExistingApi> apis) {
        return new ProtectionPart(apis, Map.of(), Optional.empty(), "");
    }

    public ProtectionPart {
        apis = Map.copyOf(apis);
        unread = Map.copyOf(unread);
    }

    /**
     * The role of a region with which API Gateway writes logs.
     *
     * @param arn empty where the region has none, and writes no logs
     */
    public record LoggingRole(Optional<String> arn) {}
}
