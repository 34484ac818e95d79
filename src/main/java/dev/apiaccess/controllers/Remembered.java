// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import dev.apiaccess.api.AwsConnection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What the statuses tell of AWS before this process has looked there itself. */
final class Remembered {

    private Remembered() {}

    /** APIs that the objects of a connection were resolved to, by region: the first sweep brings their stages along. */
    static Map<String, Set<String>> apis(AwsConnection connection, ObjectStore objects) {
        var name = connection.getMetadata().getName();
        var regions = connection.getSpec().regions();
        var found = new HashMap<String, Set<String>>();
        for (var policy : objects.policies()) {
            var status = policy.getStatus();
            var api = status == null || !name.equals(status.connection()) ? null : status.restApi();
            if (api != null && api.id() != null && api.region() != null && regions.contains(api.region())) {
                found.computeIfAbsent(api.region(), _ -> new HashSet<>()).add(api.id());
            }
        }
        for (var limit : objects.limits()) {
            var status = limit.getStatus();
            if (status == null || !name.equals(status.connection())) {
                continue;
            }
            // All entries of a limit lie in one region.
            limit.getSpec().apis().stream()
                    .map(api -> Objects.requireNonNullElse(api.region(), regions.getFirst()))
                    .filter(regions::contains)
                    .findFirst()
                    .ifPresent(region -> status.targets().stream()
                            .map(target -> target.restApiId())
                            .filter(Objects::nonNull)
                            .forEach(id -> found.computeIfAbsent(region, _ -> new HashSet<>())
                                    .add(id)));
        }
        return found;
    }
}
