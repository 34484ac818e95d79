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
 * What has to be asked of AWS about the quotas of keys, each on a thread of its own. What has to wait is tried again when its grant is
 * looked at: nothing sleeps.
 */
final class CarryTasks implements AutoCloseable {

    private static final Duration WHEN_DUE = Duration.ofSeconds(5);

    /**
     * What is owed in one plan is taken from one key once.
     *
     * @param returns whether it is about a key that came back, which is counted no more
     */
    record Task(UnitKey.ApiKeyUnit unit, String planId, String keyId, boolean returns) {}

    /**
     * How far a task is.
     *
     * @param lacks what was not carried over, once it is over
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
         * How far it is then, empty when there is nothing to do any more.
         *
         * @param failures in a row before this
         */
        Optional<Attempt> after(int failures) throws InterruptedException;
    }

    private final Consumer<UnitKey> wake;
    private final Clock clock;
    private final Map<UnitKey.ApiKeyUnit, Map<Task, Attempt>> attempts = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** @param wake is told when the objects of a unit have something to look at */
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

    /** When something is to be tried again for a unit, empty when nothing is. */
    Optional<Instant> again(UnitKey.ApiKeyUnit unit) {
        var now = clock.instant();
        return known(unit).values().stream()
                .flatMap(one -> one.retryAt().stream())
                // What became due while it was looked at is asked for once more.
                .map(at -> at.isAfter(now) ? at : now.plus(WHEN_DUE))
                .min(Instant::compareTo);
    }

    /** Begins with a task, or tries it again when that is due. */
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
            // Who forgot it meanwhile wants nothing of it any more.
            Optional.ofNullable(attempts.get(task.unit()))
                    .ifPresent(all -> all.computeIfPresent(
                            task, (_, known) -> known.equals(underWay) ? next.orElse(null) : known));
            wake.accept(task.unit());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** It was done elsewhere. */
    void over(Task task, NotCarried lack) {
        all(task.unit()).put(task, Attempt.over(Optional.of(lack)));
    }

    /** A key leaves a plan: should it come back, it is as if it came for the first time. */
    void leaves(UnitKey.ApiKeyUnit unit, String planId, String keyId) {
        attempts.computeIfPresent(unit, (_, all) -> {
            all.keySet()
                    .removeIf(
                            task -> task.planId().equals(planId) && task.keyId().equals(keyId));
            return all;
        });
    }

    /** Drops what is remembered of all keys of a unit but these. */
    void keepOnly(UnitKey.ApiKeyUnit unit, Set<String> keyIds) {
        attempts.computeIfPresent(unit, (_, all) -> {
            all.keySet().removeIf(task -> !keyIds.contains(task.keyId()));
            return all;
        });
    }

    void forget(UnitKey.ApiKeyUnit unit) {
        attempts.remove(unit);
    }

    /** Drops what is remembered of others than these. */
    void keepOnly(Predicate<UnitKey.ApiKeyUnit> there) {
        attempts.keySet().removeIf(there.negate());
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
