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
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    /** @param deletedAt as Kubernetes writes it: in UTC, to the second, so that texts are in the order of the times */
    private record Gone(String connection, String deletedAt) {}

    private final ObjectStore objects;
    private final Clock clock;
    private final Deque<Gone> gone = new ArrayDeque<>();

    DeletionBrake(ObjectStore objects, Clock clock) {
        this.objects = objects;
        this.clock = clock;
    }

    /** Whether nothing may be taken away for an object that is being deleted. */
    boolean holds(CustomResource<? extends CommonSpec, ? extends ObjectStatus> object) {
        return holds(object, new HashMap<>());
    }

    /** @param tooMany what was found out before, by time of deletion: of thousands of deletions many are of the same second */
    private boolean holds(
            CustomResource<? extends CommonSpec, ? extends ObjectStatus> object, Map<String, Boolean> tooMany) {
        var connection = connection(object);
        var deletedAt = object.getMetadata().getDeletionTimestamp();
        if (connection == null || deletedAt == null || retained(object) || acknowledged(connection, deletedAt)) {
            return false;
        }
        return held(object.getStatus().conditions())
                || tooMany.computeIfAbsent(deletedAt, around -> tooMany(connection, around));
    }

    /** Deletions of a connection that are held now. */
    int held(String connection) {
        var tooMany = new HashMap<String, Boolean>();
        return (int) bound(connection).filter(object -> holds(object, tooMany)).count();
    }

    /** Time of the last held deletion: the value that acknowledges all of them. */
    Optional<Instant> latest(String connection) {
        var tooMany = new HashMap<String, Boolean>();
        return bound(connection)
                .filter(object -> holds(object, tooMany))
                .map(object -> object.getMetadata().getDeletionTimestamp())
                .max(String::compareTo)
                .map(Instant::parse);
    }

    /** An object has gone: it goes on counting for a while. */
    synchronized void gone(CustomResource<? extends CommonSpec, ? extends ObjectStatus> object) {
        var connection = connection(object);
        if (connection == null || retained(object)) {
            return;
        }
        var deletedAt = object.getMetadata().getDeletionTimestamp();
        if (deletedAt != null) {
            gone.add(new Gone(connection, deletedAt));
        }
        var old = text(clock.instant().minus(WINDOW.multipliedBy(2)));
        while (gone.size() > MOST_REMEMBERED
                || (!gone.isEmpty() && gone.getFirst().deletedAt().compareTo(old) < 0)) {
            gone.removeFirst();
        }
    }

    private synchronized boolean tooMany(String connection, String around) {
        var from = text(Instant.parse(around).minus(WINDOW));
        var to = text(Instant.parse(around).plus(WINDOW));
        var deletions = 0;
        var all = 0;
        for (var object :
                (Iterable<CustomResource<? extends CommonSpec, ? extends ObjectStatus>>) bound(connection)::iterator) {
            all++;
            var deletedAt = object.getMetadata().getDeletionTimestamp();
            if (deletedAt != null && !retained(object) && between(from, deletedAt, to)) {
                deletions++;
            }
        }
        for (var one : gone) {
            if (one.connection().equals(connection) && between(from, one.deletedAt(), to)) {
                all++;
                deletions++;
            }
        }
        return deletions > FEW && deletions * FRACTION > all;
    }

    private static boolean between(String from, String at, String to) {
        return from.compareTo(at) <= 0 && at.compareTo(to) <= 0;
    }

    private static String text(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private boolean acknowledged(String connection, String deletedAt) {
        return objects.connections().stream()
                .filter(one -> connection.equals(one.getMetadata().getName()))
                .findFirst()
                .flatMap(DeletionBrake::acknowledgedUntil)
                .filter(until -> !Instant.parse(deletedAt).isAfter(until))
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
}
