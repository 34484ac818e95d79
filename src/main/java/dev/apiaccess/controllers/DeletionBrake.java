// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import dev.apiaccess.api.Annotations;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.api.CommonSpec;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.DeletionPolicy;
import dev.apiaccess.api.ObjectStatus;
import dev.apiaccess.api.Reason;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.CustomResource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Holds deletions when so many come at once that a mistake is more likely than an intention: a pruned directory of a GitOps
 * repository, a deleted CRD. More than 20 and more than a fifth of a connection's objects within ten minutes are held until the
 * connection acknowledges them. What was let go before is remembered in memory only; what is held says so in its status and stays
 * held over a restart.
 */
final class DeletionBrake {

    private static final Duration WINDOW = Duration.ofMinutes(10);
    private static final int FEW = 20;
    private static final int FRACTION = 5;
    private static final int MOST_REMEMBERED = 10_000;

    private record Gone(String connection, Instant deletedAt) {}

    private final ObjectStore objects;
    private final Clock clock;
    private final Deque<Gone> gone = new ArrayDeque<>();

    DeletionBrake(ObjectStore objects, Clock clock) {
        this.objects = objects;
        this.clock = clock;
    }

    /** Whether nothing may be taken away for an object that is being deleted. */
    boolean holds(CustomResource<? extends CommonSpec, ? extends ObjectStatus> object) {
        var connection = connection(object);
        var deletedAt = deletedAt(object);
        if (connection == null
                || deletedAt.isEmpty()
                || retained(object)
                || acknowledged(connection, deletedAt.get())) {
            return false;
        }
        return held(object.getStatus().conditions()) || tooMany(connection, deletedAt.get());
    }

    /** Deletions of a connection that are held now. */
    int held(String connection) {
        return (int) bound(connection).filter(this::holds).count();
    }

    /** Time of the last held deletion: the value that acknowledges all of them. */
    Optional<Instant> latest(String connection) {
        return bound(connection)
                .filter(this::holds)
                .flatMap(object -> deletedAt(object).stream())
                .max(Instant::compareTo);
    }

    /** An object has gone: it goes on counting for a while. */
    synchronized void gone(CustomResource<? extends CommonSpec, ? extends ObjectStatus> object) {
        var connection = connection(object);
        if (connection == null || retained(object)) {
            return;
        }
        deletedAt(object).ifPresent(at -> gone.add(new Gone(connection, at)));
        var old = clock.instant().minus(WINDOW.multipliedBy(2));
        while (gone.size() > MOST_REMEMBERED
                || (!gone.isEmpty() && gone.getFirst().deletedAt().isBefore(old))) {
            gone.removeFirst();
        }
    }

    private synchronized boolean tooMany(String connection, Instant around) {
        var deletions = 0;
        var all = 0;
        for (var object :
                (Iterable<CustomResource<? extends CommonSpec, ? extends ObjectStatus>>) bound(connection)::iterator) {
            all++;
            if (!retained(object)
                    && deletedAt(object).filter(at -> near(at, around)).isPresent()) {
                deletions++;
            }
        }
        for (var one : gone) {
            if (one.connection().equals(connection) && near(one.deletedAt(), around)) {
                all++;
                deletions++;
            }
        }
        return deletions > FEW && deletions * FRACTION > all;
    }

    private static boolean near(Instant one, Instant other) {
        return Duration.between(one, other).abs().compareTo(WINDOW) <= 0;
    }

    private boolean acknowledged(String connection, Instant deletedAt) {
        return objects.connections().stream()
                .filter(one -> connection.equals(one.getMetadata().getName()))
                .findFirst()
                .flatMap(DeletionBrake::acknowledgedUntil)
                .filter(until -> !deletedAt.isAfter(until))
                .isPresent();
    }

    /** The time up to which a connection acknowledges deletions, empty when it names none that can be read. */
    static Optional<Instant> acknowledgedUntil(AwsConnection connection) {
        var annotations = connection.getMetadata().getAnnotations();
        var value = annotations == null ? null : annotations.get(Annotations.DELETION_ACKNOWLEDGED);
        try {
            return value == null ? Optional.empty() : Optional.of(Instant.parse(value));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    private Stream<CustomResource<? extends CommonSpec, ? extends ObjectStatus>> bound(String connection) {
        return Stream.<List<? extends CustomResource<? extends CommonSpec, ? extends ObjectStatus>>>of(
                        objects.policies(), objects.limits(), objects.grants())
                .flatMap(List::stream)
                .filter(object -> connection.equals(connection(object)))
                .map(object -> object);
    }

    private static @Nullable String connection(CustomResource<?, ? extends ObjectStatus> object) {
        return object.getStatus() == null ? null : object.getStatus().connection();
    }

    private static boolean retained(CustomResource<? extends CommonSpec, ?> object) {
        return object.getSpec().deletionPolicy() == DeletionPolicy.Retain;
    }

    /** Whether conditions say that the deletion is held. */
    static boolean held(List<Condition> conditions) {
        return Conditions.find(conditions, ConditionType.Ready)
                .filter(ready -> Reason.DeletionHeld.name().equals(ready.getReason()))
                .isPresent();
    }

    private static Optional<Instant> deletedAt(CustomResource<?, ?> object) {
        return Optional.ofNullable(object.getMetadata().getDeletionTimestamp()).map(Instant::parse);
    }
}
