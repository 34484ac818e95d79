// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.snapshot;

import dev.apiaccess.api.Annotations;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.api.CommonSpec;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.HeldDeletions;
import dev.apiaccess.api.ObjectStatus;
import dev.apiaccess.api.Reason;
import dev.apiaccess.intent.Bindings;
import dev.apiaccess.intent.Ended;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.intent.Surroundings;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.CustomResource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Holds deletions when so many come at once that a mistake is more likely than intention: a pruned directory of a GitOps repository, a
 * deleted CRD. {@link MassDeletion} says how many that is. They are held until their connection or their Namespace acknowledges them;
 * acknowledged deletions, and objects with nothing in AWS, do not count. Earlier released deletions are remembered in memory only; a
 * held object says so in its status and stays held over a restart.
 */
public final class DeletionBrake {

    private static final int MOST_REMEMBERED = 10_000;
    private static final int ALWAYS = 3;

    private record Gone(String connection, MassDeletion.Deletion deletion) {}

    private record Counted(List<MassDeletion.Deletion> deletions, MassDeletion mass) {}

    private final ObjectStore objects;
    private final Retention retention;
    private final Duration window;
    private final Clock clock;
    private final Map<String, Gone> gone = new LinkedHashMap<>();
    private final Map<String, Counted> counted = new ConcurrentHashMap<>();

    /** @param window deletions within it count as simultaneous */
    DeletionBrake(ObjectStore objects, Retention retention, Duration window, Clock clock) {
        this.objects = objects;
        this.retention = retention;
        this.window = window;
        this.clock = clock;
    }

    /** Whether the deletion of an object is held: nothing of it may be removed. */
    public boolean holds(CustomResource<? extends CommonSpec, ? extends ObjectStatus> object) {
        var connection = connection(object);
        return connection.isPresent()
                && holds(
                        object,
                        connection.get(),
                        () -> counted(connection.get()).mass());
    }

    private boolean holds(
            CustomResource<? extends CommonSpec, ? extends ObjectStatus> object,
            AwsConnection connection,
            Supplier<MassDeletion> mass) {
        if (object.getMetadata().getDeletionTimestamp() == null || !counts(object)) {
            return false;
        }
        var deletion = deletion(object, connection);
        return !acknowledged(connection, deletion)
                && (heldBefore(object, connection) || mass.get().holds(deletion));
    }

    /** Deletions of a connection that are held now, by namespace; the largest number first. */
    public List<HeldDeletions> held(AwsConnection connection) {
        var latest = new TreeMap<String, Instant>();
        var counts = new HashMap<String, Integer>();
        var mass = counted(connection).mass();
        bound(connection)
                .filter(object -> holds(object, connection, () -> mass))
                .forEach(object -> {
                    var deletion = deletion(object, connection);
                    latest.merge(deletion.namespace(), deletion.at(), (one, other) -> one.isAfter(other) ? one : other);
                    counts.merge(deletion.namespace(), 1, Integer::sum);
                });
        return latest.entrySet().stream()
                .map(entry -> new HeldDeletions(
                        entry.getKey(),
                        counts.get(entry.getKey()),
                        entry.getValue().toString()))
                .sorted(Comparator.comparing(HeldDeletions::count, Comparator.nullsFirst(Comparator.reverseOrder()))
                        .thenComparing(HeldDeletions::namespace, Comparator.nullsFirst(Comparator.naturalOrder())))
                .toList();
    }

    /** Notes that an object is gone: it still counts for a while. */
    public synchronized void gone(CustomResource<? extends CommonSpec, ? extends ObjectStatus> object) {
        var connection = connection(object);
        if (connection.isPresent() && object.getMetadata().getDeletionTimestamp() != null && counts(object)) {
            gone.put(
                    object.getMetadata().getUid(),
                    new Gone(connection.get().getMetadata().getName(), deletion(object, connection.get())));
        }
        var old = clock.instant().minus(window.multipliedBy(2));
        var oldest = gone.values().iterator();
        while (oldest.hasNext()) {
            var one = oldest.next();
            if (gone.size() <= MOST_REMEMBERED && !one.deletion().at().isBefore(old)) {
                break;
            }
            oldest.remove();
        }
    }

    /** Forgets a connection that is gone. */
    public void forget(AwsConnection connection) {
        counted.remove(connection.getMetadata().getName());
    }

    /** The counted deletions of a connection; computed anew when another came, went or was acknowledged. */
    private Counted counted(AwsConnection connection) {
        var deletions = deletions(connection);
        return Objects.requireNonNull(counted.compute(
                connection.getMetadata().getName(),
                (_, known) -> known != null && known.deletions().equals(deletions)
                        ? known
                        : new Counted(deletions, new MassDeletion(deletions, window))));
    }

    private List<MassDeletion.Deletion> deletions(AwsConnection connection) {
        var found = new ArrayList<MassDeletion.Deletion>();
        var uids = new HashSet<String>();
        bound(connection)
                .filter(object -> object.getMetadata().getDeletionTimestamp() != null)
                .filter(this::counts)
                .forEach(object -> {
                    uids.add(object.getMetadata().getUid());
                    found.add(deletion(object, connection));
                });
        synchronized (this) {
            gone.forEach((uid, one) -> {
                if (one.connection().equals(connection.getMetadata().getName()) && !uids.contains(uid)) {
                    found.add(one.deletion());
                }
            });
        }
        found.removeIf(one -> acknowledged(connection, one));
        return List.copyOf(found);
    }

    private MassDeletion.Deletion deletion(
            CustomResource<? extends CommonSpec, ? extends ObjectStatus> object, AwsConnection connection) {
        return new MassDeletion.Deletion(
                tenant(object, connection),
                object.getMetadata().getNamespace(),
                Instant.parse(object.getMetadata().getDeletionTimestamp()));
    }

    /** The tenant that admitted the object last, else one that matches its namespace, else the namespace itself. */
    private String tenant(
            CustomResource<? extends CommonSpec, ? extends ObjectStatus> object, AwsConnection connection) {
        var admitted = object.getStatus().admittedBy();
        var last = admitted == null ? null : admitted.tenant();
        if (last != null) {
            return last;
        }
        var namespace = object.getMetadata().getNamespace();
        return Bindings.tenants(
                        connection,
                        new Surroundings(namespace, objects.labels(namespace), List.of(connection), Map.of()))
                .stream()
                .findFirst()
                .map(tenant -> tenant.name())
                .orElse("namespace " + namespace);
    }

    /**
     * Whether its status says that it is held, by more than the rule of an earlier version: one to three deletions of a namespace are
     * never held by themselves.
     */
    private boolean heldBefore(
            CustomResource<? extends CommonSpec, ? extends ObjectStatus> object, AwsConnection connection) {
        if (!held(object.getStatus().conditions())) {
            return false;
        }
        var namespace = object.getMetadata().getNamespace();
        var status = connection.getStatus();
        return (status != null && status.held().stream().anyMatch(one -> namespace.equals(one.namespace())))
                || bound(connection)
                                .filter(other ->
                                        namespace.equals(other.getMetadata().getNamespace())
                                                && other.getMetadata().getDeletionTimestamp() != null
                                                && held(other.getStatus().conditions())
                                                && counts(other)
                                                && !acknowledged(connection, deletion(other, connection)))
                                .limit(ALWAYS + 1L)
                                .count()
                        > ALWAYS;
    }

    /** Whether the deletion removes something from AWS: an object that has nothing there, or leaves it there, does not count. */
    private boolean counts(CustomResource<? extends CommonSpec, ? extends ObjectStatus> object) {
        ObjectStatus status = object.getStatus();
        return status != null && status.standsForSomething() && !retention.keeps(object);
    }

    private boolean acknowledged(AwsConnection connection, MassDeletion.Deletion deletion) {
        return Stream.of(
                        Optional.ofNullable(connection.getMetadata().getAnnotations())
                                .orElse(Map.of()),
                        objects.annotations(deletion.namespace()))
                .flatMap(annotations -> until(annotations).stream())
                .anyMatch(until -> !deletion.at().isAfter(until));
    }

    /** The time up to which deletions are acknowledged; empty where no readable one is given. */
    private static Optional<Instant> until(Map<String, String> annotations) {
        var value = annotations.get(Annotations.DELETION_ACKNOWLEDGED);
        try {
            return value == null ? Optional.empty() : Optional.of(Instant.parse(value));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    private Optional<AwsConnection> connection(CustomResource<?, ? extends ObjectStatus> object) {
        var name = object.getStatus() == null ? null : object.getStatus().connection();
        return name == null
                ? Optional.empty()
                : objects.connections().stream()
                        .filter(one -> name.equals(one.getMetadata().getName()))
                        .findFirst();
    }

    private Stream<CustomResource<? extends CommonSpec, ? extends ObjectStatus>> bound(AwsConnection connection) {
        var name = connection.getMetadata().getName();
        return objects.bound()
                .filter(object -> object.getStatus() != null
                        && name.equals(object.getStatus().connection())
                        && !Ended.is(object));
    }

    /** Whether conditions say that the deletion is held. */
    public static boolean held(List<Condition> conditions) {
        return StatusConditions.find(conditions, ConditionType.Ready)
                .filter(ready -> Reason.DeletionHeld.name().equals(ready.getReason()))
                .isPresent();
    }
}
