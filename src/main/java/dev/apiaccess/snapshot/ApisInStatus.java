// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.snapshot;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiProtection;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.api.ObjectStatus;
import dev.apiaccess.api.ResolvedApi;
import dev.apiaccess.model.Place;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What statuses say of AWS before this process has read it. */
public final class ApisInStatus {

    private ApisInStatus() {}

    /** APIs that the objects of a connection were resolved to, by uid of the object and by place. */
    public static Map<String, Map<Place, Set<String>>> apis(AwsConnection connection, ObjectStore objects) {
        var found = new HashMap<String, Map<Place, Set<String>>>();
        objects.bound().forEach(object -> found.put(object.getMetadata().getUid(), of(object, connection)));
        found.values().removeIf(Map::isEmpty);
        return found;
    }

    private static Map<Place, Set<String>> of(HasMetadata object, AwsConnection connection) {
        return switch (object) {
            case ApiAccessPolicy policy ->
                of(
                        policy.getStatus(),
                        policy.getStatus() == null ? null : policy.getStatus().restApi(),
                        connection);
            case ApiRateLimit limit -> of(limit, connection);
            case ApiProtection protection ->
                of(
                        protection.getStatus(),
                        protection.getStatus() == null
                                ? null
                                : protection.getStatus().restApi(),
                        connection);
            default -> Map.of();
        };
    }

    private static Map<Place, Set<String>> of(
            @Nullable ObjectStatus status, @Nullable ResolvedApi api, AwsConnection connection) {
        var spec = connection.getSpec();
        return status != null
                        && connection.getMetadata().getName().equals(status.connection())
                        && api != null
                        && api.id() != null
                        && api.region() != null
                        && spec.regions().contains(api.region())
                ? Map.of(new Place(spec.accountId(), api.region()), Set.of(api.id()))
                : Map.of();
    }

    private static Map<Place, Set<String>> of(ApiRateLimit limit, AwsConnection connection) {
        var spec = connection.getSpec();
        var status = limit.getStatus();
        if (status == null || !connection.getMetadata().getName().equals(status.connection())) {
            return Map.of();
        }
        var ids = status.targets().stream()
                .map(target -> target.restApiId())
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        // All entries of a limit lie in one region.
        return limit.getSpec().apis().stream()
                .map(api ->
                        Objects.requireNonNullElse(api.region(), spec.regions().getFirst()))
                .filter(spec.regions()::contains)
                .findFirst()
                .filter(_ -> !ids.isEmpty())
                .map(region -> Map.of(new Place(spec.accountId(), region), ids))
                .orElse(Map.of());
    }
}
