// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.api.CommonStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.Reason;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.snapshot.ObjectStore;
import io.fabric8.kubernetes.client.CustomResource;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Counts the objects by what their statuses say. On a replica that does not lead there are none. */
public final class ObjectCounts {

    /** @param status of the condition Ready, as {@code reason} is */
    public record State(String kind, String status, String reason) {}

    /** @param effective status of the condition Effective, as {@code reason} is */
    public record Effect(String effective, String reason) {}

    private static final State NOT_SEEN = new State("", "Unknown", Reason.Pending.name());

    private final ObjectStore objects;

    public ObjectCounts(ObjectStore objects) {
        this.objects = objects;
    }

    /** Objects of each kind, by Ready. One that was not looked at yet counts as pending. */
    public Map<State, Integer> states() {
        var states = new HashMap<State, Integer>();
        objects.all().forEach(object -> states.merge(state(object), 1, Integer::sum));
        return states;
    }

    /** Objects of each kind with changes by others that are not corrected. */
    public Map<String, Integer> drifted() {
        var drifted = new HashMap<String, Integer>();
        objects.all()
                .filter(object -> isDrifted(object.getStatus()))
                .forEach(object -> drifted.merge(object.getKind(), 1, Integer::sum));
        return drifted;
    }

    /** Policies by what is known of their effect; those that do not say it yet are left out. */
    public Map<Effect, Integer> effects() {
        var effects = new HashMap<Effect, Integer>();
        for (var policy : objects.policies()) {
            var status = policy.getStatus();
            if (status != null) {
                StatusConditions.find(status.conditions(), ConditionType.Effective)
                        .ifPresent(effective -> effects.merge(
                                new Effect(effective.getStatus(), effective.getReason()), 1, Integer::sum));
            }
        }
        return effects;
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

    /** The next end of a grant that is still ahead. */
    public Optional<Instant> nextEnd(Instant now) {
        return objects.grants().stream()
                .flatMap(grant -> Optional.ofNullable(grant.getSpec().expiresAt()).stream())
                .map(Instant::parse)
                .filter(now::isBefore)
                .min(Instant::compareTo);
    }

    /** Connections that are not ready, the first few by name with the reason, for messages. */
    public List<String> troubledConnections() {
        return objects.connections().stream()
                .filter(connection -> !state(connection).status().equals("True"))
                .map(connection -> connection.getMetadata().getName() + " ("
                        + state(connection).reason() + ")")
                .sorted()
                .toList();
    }

    /** How many connections there are. */
    public int connections() {
        return objects.connections().size();
    }

    private static boolean isDrifted(@Nullable CommonStatus status) {
        return status != null && StatusConditions.holds(status.conditions(), ConditionType.Drifted);
    }

    private static State state(CustomResource<?, ? extends CommonStatus> object) {
        var ready = ready(object.getStatus());
        return new State(object.getKind(), ready.status(), ready.reason());
    }

    private static State ready(@Nullable CommonStatus status) {
        return status == null
                ? NOT_SEEN
                : StatusConditions.find(status.conditions(), ConditionType.Ready)
                        .map(ready -> new State("", ready.getStatus(), ready.getReason()))
                        .orElse(NOT_SEEN);
    }
}
