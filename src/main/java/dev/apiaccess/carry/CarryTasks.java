// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.carry;

import dev.apiaccess.model.UnitKey;
import dev.apiaccess.status.NotCarried;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.MDC;

/**
 * AWS requests about the quotas of keys, each on a thread of its own. A failed one is retried when its grant is reconciled: nothing sleeps.
 */
final class CarryTasks implements AutoCloseable {

    private static final Duration WHEN_DUE = Duration.ofSeconds(5);

    /**
     * Quota debt of one plan to take from one key, once.
     *
     * @param returns whether the key came back to the plan and no longer counts as gone
     */
    record Task(UnitKey.ApiKeyUnit unit, String planId, String keyId, boolean returns) {}

    /**
     * State of a task.
     *
     * @param lacks what was not carried over, once the task is over
     * @param failures in a row
     * @param retryAt when it is tried again, empty while it is being tried and when it is over
     */
    record Attempt(boolean isOver, Optional<NotCarried> lacks, int failures, Optional<Instant> retryAt) {

        static Attempt underWay(int failures) {
            return new Attempt(false, Optional.empty(), failures, Optional.empty());
        }

        static Attempt over(Optional<NotCarried> lacks) {
            return new Attempt(true, lacks, 0, Optional.empty());
        }

        static Attempt failed(int failures, Instant retryAt) {
            return new Attempt(false, Optional.empty(), failures, Optional.of(retryAt));
        }
    }

    /** Tries a task. */
    interface Try {

        /**
         * Makes the attempt and returns the new state, empty when nothing is left to do.
         *
         * @param failures in a row before this
         */
        Optional<Attempt> after(int failures) throws InterruptedException;
    }

    private final Consumer<UnitKey> wake;
    private final Clock clock;
    private final Map<UnitKey.ApiKeyUnit, Map<Task, Attempt>> attempts = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** @param wake called with a unit whose objects have to be reconciled */
    CarryTasks(Consumer<UnitKey> wake, Clock clock) {
        this.wake = wake;
        this.clock = clock;
    }

    Optional<Attempt> known(Task task) {
        return Optional.ofNullable(known(task.unit()).get(task));
    }

    private Map<Task, Attempt> known(UnitKey.ApiKeyUnit unit) {
        return attempts.getOrDefault(unit, Map.of());
    }

    private Map<Task, Attempt> all(UnitKey.ApiKeyUnit unit) {
        return attempts.computeIfAbsent(unit, _ -> new ConcurrentHashMap<>());
    }

    /** What was not carried over to a key. */
    Stream<NotCarried> lacks(UnitKey.ApiKeyUnit unit, String keyId) {
        return known(unit).entrySet().stream()
                .filter(one -> one.getKey().keyId().equals(keyId))
                .flatMap(one -> one.getValue().lacks().stream());
    }

    /** When the next retry for a unit is due, empty when none is. */
    Optional<Instant> again(UnitKey.ApiKeyUnit unit) {
        var now = clock.instant();
        return known(unit).values().stream()
                .flatMap(one -> one.retryAt().stream())
                // A retry that became due during the reconcile is requested once more.
                .map(at -> at.isAfter(now) ? at : now.plus(WHEN_DUE))
                .min(Instant::compareTo);
    }

    /** Starts a task, or retries it when that is due. */
    void start(Task task, Try attempt) {
        var known = all(task.unit()).get(task);
        var next = Attempt.underWay(known == null ? 0 : known.failures());
        var begins = known == null
                ? all(task.unit()).putIfAbsent(task, next) == null
                : known.retryAt().filter(at -> !at.isAfter(clock.instant())).isPresent()
                        && all(task.unit()).replace(task, known, next);
        if (begins) {
            threads.execute(() -> {
                MDC.clear();
                run(task, attempt, next);
            });
        }
    }

    private void run(Task task, Try attempt, Attempt underWay) {
        try {
            var next = attempt.after(underWay.failures());
            // A task dropped meanwhile has no result.
            Optional.ofNullable(attempts.get(task.unit()))
                    .ifPresent(all -> all.computeIfPresent(
                            task, (_, known) -> known.equals(underWay) ? next.orElse(null) : known));
            wake.accept(task.unit());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Marks a task as over that was done elsewhere. */
    void over(Task task, NotCarried lack) {
        all(task.unit()).put(task, Attempt.over(Optional.of(lack)));
    }

    /** Forgets a key that leaves a plan: if it comes back, that counts as the first time. */
    void leaves(UnitKey.ApiKeyUnit unit, String planId, String keyId) {
        attempts.computeIfPresent(unit, (_, all) -> {
            all.keySet()
                    .removeIf(
                            task -> task.planId().equals(planId) && task.keyId().equals(keyId));
            return all;
        });
    }

    /** Drops all keys of a unit but these. */
    void keepOnly(UnitKey.ApiKeyUnit unit, Set<String> keyIds) {
        attempts.computeIfPresent(unit, (_, all) -> {
            all.keySet().removeIf(task -> !keyIds.contains(task.keyId()));
            return all;
        });
    }

    void forget(UnitKey.ApiKeyUnit unit) {
        attempts.remove(unit);
    }

    /** Drops all units but these. */
    void keepOnly(Predicate<UnitKey.ApiKeyUnit> there) {
        attempts.keySet().removeIf(there.negate());
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
