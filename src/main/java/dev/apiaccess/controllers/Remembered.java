// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.AwsConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** What the statuses tell of AWS before this process has looked there itself. */
final class Remembered {

    private Remembered() {}

    /** APIs that the objects of a connection were resolved to, by the uid of the object and by region. */
    static Map<String, Map<String, Set<String>>> apis(AwsConnection connection, ObjectStore objects) {
        var name = connection.getMetadata().getName();
        var regions = connection.getSpec().regions();
        var found = new HashMap<String, Map<String, Set<String>>>();
        for (var policy : objects.policies()) {
            found.put(policy.getMetadata().getUid(), of(policy, name, regions));
        }
        for (var limit : objects.limits()) {
            found.put(limit.getMetadata().getUid(), of(limit, name, regions));
        }
        found.values().removeIf(Map::isEmpty);
        return found;
    }

    private static Map<String, Set<String>> of(ApiAccessPolicy policy, String connection, List<String> regions) {
        var status = policy.getStatus();
        var api = status == null || !connection.equals(status.connection()) ? null : status.restApi();
        return api != null && api.id() != null && api.region() != null && regions.contains(api.region())
                ? Map.of(api.region(), Set.of(api.id()))
                : Map.of();
    }

    private static Map<String, Set<String>> of(ApiRateLimit limit, String connection, List<String> regions) {
        var status = limit.getStatus();
        if (status == null || !connection.equals(status.connection())) {
            return Map.of();
        }
        var ids = status.targets().stream()
                .map(target -> target.restApiId())
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        // All entries of a limit lie in one region.
        return limit.getSpec().apis().stream()
                .map(api -> Objects.requireNonNullElse(api.region(), regions.getFirst()))
                .filter(regions::contains)
                .findFirst()
                .filter(_ -> !ids.isEmpty())
                .map(region -> Map.of(region, ids))
                .orElse(Map.of());
    }
}
