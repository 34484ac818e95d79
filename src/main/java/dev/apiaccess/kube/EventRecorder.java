// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.kube;

import dev.apiaccess.model.OneLine;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes Kubernetes events, only when something changed and not more often than {@link EventPace} allows. A failure to write one never
 * disturbs reconciling.
 */
public final class EventRecorder implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);
    private static final int LONGEST_NOTE = 1000;
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    /** Type of an event. */
    public enum Type {
        NORMAL("Normal"),
        WARNING("Warning");

        private final String word;

        Type(String word) {
            this.word = word;
        }
    }

    /** Number of events written concurrently. */
    private static final int MOST_WRITERS = 8;

    /** How often waiting events are checked. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final EventPace<Event> pace = new EventPace<>();
    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("events").factory());
    private final ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore turns = new Semaphore(MOST_WRITERS);
    private final KubernetesClient client;
    private final Clock clock;
    private final String instance;

    /** @param instance name of this operator process */
    public EventRecorder(KubernetesClient client, Clock clock, String instance) {
        this.client = client;
        this.clock = clock;
        this.instance = instance;
        var _ = ticker.scheduleWithFixedDelay(
                () -> pace.due(System.nanoTime()).forEach(this::hand),
                LOOK.toMillis(),
                LOOK.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        ticker.shutdownNow();
    }

    /** Records an event with the time of this call. Returns at once: no reconcile waits for it. */
    public void record(HasMetadata object, Type type, String reason, String text) {
        var note = OneLine.of(text);
        var namespace = Objects.requireNonNullElse(object.getMetadata().getNamespace(), "default");
        var event = new EventBuilder()
                .withNewMetadata()
                .withGenerateName(object.getMetadata().getName() + "-")
                .withNamespace(namespace)
                .endMetadata()
                .withType(type.word)
                .withReason(reason)
                .withAction("Reconcile")
                .withNote(note.length() > LONGEST_NOTE ? note.substring(0, LONGEST_NOTE) : note)
                .withReportingController("apiaccess.dev/operator")
                .withReportingInstance(instance)
                .withNewEventTime(MICROS.format(clock.instant()))
                .withRegarding(reference(object))
                .build();
        var about = Objects.requireNonNullElse(
                object.getMetadata().getUid(),
                namespace + "/" + object.getMetadata().getName());
        pace.offer(about, reason, event, System.nanoTime()).ifPresent(this::hand);
    }

    private void hand(EventPace.Due<Event> due) {
        var event = due.count() == 1
                ? due.event()
                : new EventBuilder(due.event())
                        .withNewSeries()
                        .withCount(due.count())
                        .withLastObservedTime(due.event().getEventTime())
                        .endSeries()
                        .build();
        writers.execute(() -> write(event, event.getRegarding().getName()));
    }

    private void write(Event event, String name) {
        try {
            turns.acquire();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            client.resource(event).create();
        } catch (KubernetesClientException e) {
            LOG.warn("event {} for {} was not written: {}", event.getReason(), name, e.getMessage());
        } finally {
            turns.release();
        }
    }

    private static ObjectReference reference(HasMetadata object) {
        return new ObjectReferenceBuilder()
                .withApiVersion(object.getApiVersion())
                .withKind(object.getKind())
                .withNamespace(object.getMetadata().getNamespace())
                .withName(object.getMetadata().getName())
                .withUid(object.getMetadata().getUid())
                .build();
    }
}
