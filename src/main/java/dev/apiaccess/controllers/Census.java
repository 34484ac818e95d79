// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.api.CommonStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.Reason;
import io.fabric8.kubernetes.client.CustomResource;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Counts the objects by what their statuses say. On a replica that does not lead there are none. */
public final class Census {

    /** @param status of the condition Ready, as {@code reason} is */
    public record State(String kind, String status, String reason) {}

    private static final State NOT_SEEN = new State("", "Unknown", Reason.Pending.name());

    private final ObjectStore objects;

    Census(ObjectStore objects) {
        this.objects = objects;
    }

    /** Objects of each kind, by Ready. One that was not looked at yet counts as pending. */
    public Map<State, Integer> states() {
        var states = new HashMap<State, Integer>();
        all().forEach(object -> states.merge(state(object), 1, Integer::sum));
        return states;
    }

    /** Objects of each kind of which something was changed by others and is not put right. */
    public Map<String, Integer> drifted() {
        var drifted = new HashMap<String, Integer>();
        all().filter(object -> object.getStatus() instanceof CommonStatus status
                        && Conditions.holds(status.conditions(), ConditionType.Drifted))
                .forEach(object -> drifted.merge(object.getKind(), 1, Integer::sum));
        return drifted;
    }

    /** Things that bear our mark and belong to no object. Connections to one account see the same ones. */
    public int orphans() {
        var byAccount = new HashMap<String, Integer>();
        for (AwsConnection connection : objects.connections()) {
            var status = connection.getStatus();
            var count = status == null ? null : status.orphanCount();
            byAccount.merge(connection.getSpec().accountId(), Objects.requireNonNullElse(count, 0), Math::max);
        }
        return byAccount.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** When the first grant ends that has an end ahead. */
    public Optional<Instant> nextEnd(Instant now) {
        return objects.grants().stream()
                .flatMap(grant -> Optional.ofNullable(grant.getSpec().expiresAt()).stream())
                .map(Instant::parse)
                .filter(now::isBefore)
                .min(Instant::compareTo);
    }

    /** Connections that are not ready, the first few by name with the reason, for people. */
    public List<String> troubledConnections() {
        return objects.connections().stream()
                .filter(connection -> !state(connection).status().equals("True"))
                .map(connection -> connection.getMetadata().getName() + " ("
                        + state(connection).reason() + ")")
                .sorted()
                .toList();
    }

    public int connections() {
        return objects.connections().size();
    }

    private Stream<CustomResource<?, ?>> all() {
        return Stream.of(objects.connections(), objects.policies(), objects.limits(), objects.grants())
                .flatMap(List::stream);
    }

    private static State state(CustomResource<?, ?> object) {
        var ready = ready(object.getStatus());
        return new State(object.getKind(), ready.status(), ready.reason());
    }

    private static State ready(@Nullable Object status) {
        return status instanceof CommonStatus common
                ? Conditions.find(common.conditions(), ConditionType.Ready)
                        .map(ready -> new State("", ready.getStatus(), ready.getReason()))
                        .orElse(NOT_SEEN)
                : NOT_SEEN;
    }
}
