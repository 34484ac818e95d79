// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import dev.apiaccess.exec.Departures;
import dev.apiaccess.exec.QuotaCalls;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.world.World;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Takes what keys of a namespace have used of a quota from the keys that come after them: before a new key is handed over, and from
 * the key that replaced it before an old one is deleted. Where nothing was used nothing is asked or written, and what AWS does not
 * let us do holds nobody up: it is told.
 */
final class QuotaCarry implements Departures, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(QuotaCarry.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_NOTING = Duration.ofMinutes(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    /** What is owed in one plan is taken from one key once. */
    private record Task(UnitKey.KeyUnit unit, String planId, String keyId) {}

    /** @param lacks what was not carried over, once it is over */
    private record Attempt(boolean over, Optional<NotCarried> lacks) {}

    private final TierDebts tiers;
    private final QuotaCalls calls;
    private final QuotaLedger ledger;
    private final Settings settings;
    private final Consumer<UnitKey> wake;
    private final Map<Task, Attempt> attempts = new ConcurrentHashMap<>();
    private final Map<String, ReentrantLock> turns = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** @param wake is told when the objects of a unit have something to look at */
    QuotaCarry(
            ObjectStore objects,
            World world,
            QuotaCalls calls,
            QuotaLedger ledger,
            Naming naming,
            Settings settings,
            Consumer<UnitKey> wake) {
        tiers = new TierDebts(objects, world, calls, naming);
        this.calls = calls;
        this.ledger = ledger;
        this.settings = settings;
        this.wake = wake;
    }

    /**
     * Whether a key that nobody has yet may be handed over. What its namespace owes is taken from it first; that begins here, and the
     * objects of the unit are woken when it is over.
     *
     * @param replaces whether it follows a key of the same grant that is still there
     */
    boolean isReady(UnitKey.KeyUnit unit, List<UnitKey.PlanUnit> plans, String keyId, boolean replaces) {
        return plans.stream()
                .flatMap(plan -> tiers.of(plan).stream())
                .filter(tier -> !isReady(unit, tier, keyId, replaces))
                .toList()
                .isEmpty();
    }

    private boolean isReady(UnitKey.KeyUnit unit, TierDebts.Tier tier, String keyId, boolean replaces) {
        var task = new Task(unit, tier.planId(), keyId);
        var known = attempts.get(task);
        if (known != null) {
            return known.over();
        }
        if (!replaces && !tiers.owes(tier, unit.namespace())) {
            return true;
        }
        if (attempts.putIfAbsent(task, new Attempt(false, Optional.empty())) == null) {
            threads.execute(() -> {
                MDC.clear();
                run(task, tier);
            });
        }
        return false;
    }

    private void run(Task task, TierDebts.Tier tier) {
        var lacks = Optional.<NotCarried>empty();
        try {
            lacks = patiently(task.unit(), tier, task.keyId());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return;
        } catch (RuntimeException bug) {
            LOG.error("what {} owes could not be taken from it", task.unit().text(), bug);
        }
        attempts.put(task, new Attempt(true, lacks));
        wake.accept(task.unit());
    }

    /** What was not carried over since this process runs. */
    Optional<NotCarried> lacks(UnitKey.KeyUnit unit, String keyId) {
        return attempts.entrySet().stream()
                .filter(one ->
                        one.getKey().unit().equals(unit) && one.getKey().keyId().equals(keyId))
                .flatMap(one -> one.getValue().lacks().stream())
                .min(Comparator.comparing(NotCarried::limit));
    }

    /** Drops what is remembered of the other keys of a unit. */
    void forgetOthers(UnitKey.KeyUnit unit, String keyId) {
        attempts.keySet()
                .removeIf(task -> task.unit().equals(unit) && !task.keyId().equals(keyId));
    }

    @Override
    public Optional<String> heldBy(UnitKey.KeyUnit unit, ExistingKey key, Observed.Key all)
            throws InterruptedException {
        for (var planId : key.key().planIds()) {
            var tier = tiers.of(unit, planId);
            if (tier.isEmpty()) {
                continue;
            }
            try {
                if (!counts(unit, tier.get(), key)) {
                    return Optional.of("what API key " + key.id() + " has used is being noted in ApiRateLimit "
                            + tier.get().name() + " before it is deleted");
                }
                var next = tiers.successor(unit, key, all, planId);
                if (next.isPresent()) {
                    take(unit, tier.get(), next.get(), false)
                            .ifPresent(lack -> attempts.put(
                                    new Task(unit, planId, next.get()), new Attempt(true, Optional.of(lack))));
                }
            } catch (AwsFailure refused) {
                if (passes(refused)) {
                    throw refused;
                }
                LOG.warn("{}: what it has used is not carried over: {}", unit.text(), refused.getMessage());
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** Whether what a key has used is counted, or nothing is to be. */
    private boolean counts(UnitKey.KeyUnit unit, TierDebts.Tier tier, ExistingKey key) throws InterruptedException {
        var begins = calls.begin(tier.quota());
        if (QuotaLedger.isCounted(tier.limit(), unit.namespace(), begins, key.id())) {
            return true;
        }
        var read = calls.read(unit, tier.planId(), tier.quota(), Set.of(key.id()));
        var used = read.get(key.id());
        if (used == null || used.used() == 0) {
            return true;
        }
        if (!QuotaLedger.hasRoom(tier.limit(), unit.namespace(), begins)) {
            LOG.warn(
                    "{}: ApiRateLimit {} has no room for namespace {}: what its keys used is not carried over",
                    unit.text(),
                    tier.name(),
                    unit.namespace());
            return true;
        }
        var waits = ledger.goes(tier.unit(), unit, key.id(), begins, used.used());
        wake.accept(tier.unit());
        if (waits.compareTo(LONGEST_NOTING.dividedBy(settings.timeDivisor())) > 0) {
            // Whatever keeps the status from being written: no key stays because of that.
            LOG.warn(
                    "{}: ApiRateLimit {} does not note what it used, which is not carried over",
                    unit.text(),
                    tier.name());
            return true;
        }
        return false;
    }

    /** Tries until AWS has answered; a right that is missing is an answer. */
    private Optional<NotCarried> patiently(UnitKey.KeyUnit unit, TierDebts.Tier tier, String keyId)
            throws InterruptedException {
        var pause = FIRST_PAUSE;
        while (true) {
            try {
                return take(unit, tier, keyId, true);
            } catch (AwsFailure refused) {
                if (!passes(refused)) {
                    LOG.warn("{}: its quota is not carried over: {}", unit.text(), refused.getMessage());
                    return Optional.of(new NotCarried(
                            tier.name(),
                            tier.quota(),
                            calls.begin(tier.quota()),
                            -1,
                            String.valueOf(refused.getMessage())));
                }
                Thread.sleep(pause.dividedBy(settings.timeDivisor()));
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            }
        }
    }

    /**
     * Leaves a key what it may have; keys of a namespace one after the other, for each sees what the others were charged.
     *
     * @param isNew whether nobody has used it yet
     */
    private Optional<NotCarried> take(UnitKey.KeyUnit unit, TierDebts.Tier tier, String keyId, boolean isNew)
            throws InterruptedException {
        var turn = turns.computeIfAbsent(tier.planId() + " " + unit.namespace(), _ -> new ReentrantLock());
        turn.lockInterruptibly();
        try {
            var debts = tiers.debts(unit, tier);
            var wanted = isNew ? debts.ofNew(keyId) : debts.ofSuccessor(keyId);
            if (wanted >= debts.left(keyId)) {
                return Optional.empty();
            }
            calls.leave(unit, tier.planId(), keyId, wanted);
            var left = tiers.debts(unit, tier).left(keyId);
            return left <= wanted
                    ? Optional.empty()
                    : Optional.of(new NotCarried(
                            tier.name(),
                            tier.quota(),
                            calls.begin(tier.quota()),
                            left - wanted,
                            "AWS did not lower what is left of it"));
        } finally {
            turn.unlock();
        }
    }

    /** Whether it is worth trying again soon, for the sake of a quota. */
    private static boolean passes(AwsFailure failure) {
        return switch (failure.kind()) {
            case AMBIGUOUS, UNAVAILABLE, THROTTLED, CONCURRENT_MODIFICATION, CREDENTIALS -> true;
            case NOT_FOUND, ALREADY_EXISTS, CONFLICT, LIMIT_EXCEEDED, ACCESS_DENIED, INVALID -> false;
        };
    }
}
