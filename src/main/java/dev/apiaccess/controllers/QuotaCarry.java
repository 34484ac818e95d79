// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import dev.apiaccess.call.Backoff;
import dev.apiaccess.exec.Departures;
import dev.apiaccess.exec.QuotaCalls;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.KeyUsage;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Priority;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.world.World;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Takes what keys of a namespace have used of a quota from the keys that come after them: before a new key is handed over, and from
 * the key that replaced it before an old one is deleted. What a key used is noted before it is deleted or leaves the plan. Where
 * nothing was used nothing is asked or written, and what AWS does not let us do holds nobody up: it is told.
 */
final class QuotaCarry implements Departures, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(QuotaCarry.class);
    private static final Duration LONGEST_NOTING = Duration.ofMinutes(10);
    /** A key works in the plan that it is to leave: that waits for no more than a hiccup. */
    private static final Duration LONGEST_LEAVING = Duration.ofSeconds(30);

    /** Answers in a row that there is no such thing, about a minute of them, after which they are believed. */
    private static final int UNKNOWN_YET = 8;

    private static final Duration WHEN_DUE = Duration.ofSeconds(5);

    /** Of what was not asked for again for so long nobody waits any more. */
    private static final Duration FORGOTTEN = Duration.ofHours(1);

    /**
     * What is owed in one plan is taken from one key once.
     *
     * @param returns whether it is about a key that came back, which is counted no more
     */
    private record Task(UnitKey.KeyUnit unit, String planId, String keyId, boolean returns) {}

    /**
     * How far a task is.
     *
     * @param lacks what was not carried over, once it is over
     * @param failures in a row
     * @param retryAt when it is tried again, empty while it is being tried and when it is over
     */
    private record Attempt(boolean over, Optional<NotCarried> lacks, int failures, Optional<Instant> retryAt) {

        static Attempt underWay(int failures) {
            return new Attempt(false, Optional.empty(), failures, Optional.empty());
        }

        static Attempt over(Optional<NotCarried> lacks) {
            return new Attempt(true, lacks, 0, Optional.empty());
        }
    }

    private final TierDebts tiers;
    private final QuotaCalls calls;
    private final QuotaLedger ledger;
    private final Settings settings;
    private final Consumer<UnitKey> wake;
    private final Clock clock;
    private final Backoff backoff =
            new Backoff(() -> ThreadLocalRandom.current().nextDouble());
    private final Map<UnitKey.KeyUnit, Map<Task, Attempt>> attempts = new ConcurrentHashMap<>();
    private final Map<Task, NotCarried> lost = new ConcurrentHashMap<>();
    private final Map<Task, Instant> unread = new ConcurrentHashMap<>();
    private final KeyedLock lock = new KeyedLock();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** @param wake is told when the objects of a unit have something to look at */
    QuotaCarry(
            ObjectStore objects,
            World world,
            QuotaCalls calls,
            QuotaLedger ledger,
            Naming naming,
            Settings settings,
            Consumer<UnitKey> wake,
            Clock clock) {
        tiers = new TierDebts(objects, world, calls, naming);
        this.calls = calls;
        this.ledger = ledger;
        this.settings = settings;
        this.wake = wake;
        this.clock = clock;
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
        var task = new Task(unit, tier.planId(), keyId, false);
        var known = known(unit).get(task);
        if (known == null && !replaces && !tiers.owes(tier, unit.namespace())) {
            return true;
        }
        // Of what is not in the plan nothing can be taken; that is asked for again when it is put there.
        if ((known != null && known.over()) || !tiers.isIn(unit, tier.planId(), keyId)) {
            return true;
        }
        start(task, tier);
        return false;
    }

    /**
     * Whether a key that is in the plan of a tier is none of those that count as gone there. One that left and came back, or was not
     * let go in the end, is taken out of them first; that begins here, and the objects of the unit are woken when it is over.
     */
    boolean isBack(UnitKey.KeyUnit unit, UnitKey.PlanUnit plan, String keyId) {
        var tier = tiers.of(plan)
                .filter(one -> tiers.isIn(unit, one.planId(), keyId) && tiers.isCounted(one, unit.namespace(), keyId));
        if (tier.isEmpty()) {
            return true;
        }
        var waits = ledger.returning(plan, keyId);
        if (waits.isPresent()) {
            return isLongerThan(LONGEST_NOTING, waits.get());
        }
        start(new Task(unit, tier.get().planId(), keyId, true), tier.get());
        return false;
    }

    /** When something is to be tried again for a unit, empty when nothing is. */
    Optional<Instant> again(UnitKey.KeyUnit unit) {
        var now = clock.instant();
        return known(unit).values().stream()
                .flatMap(one -> one.retryAt().stream())
                // What became due while it was looked at is asked for once more.
                .map(at -> at.isAfter(now) ? at : now.plus(WHEN_DUE))
                .min(Instant::compareTo);
    }

    private Map<Task, Attempt> known(UnitKey.KeyUnit unit) {
        return attempts.getOrDefault(unit, Map.of());
    }

    private Map<Task, Attempt> attempts(UnitKey.KeyUnit unit) {
        return attempts.computeIfAbsent(unit, _ -> new ConcurrentHashMap<>());
    }

    /** Begins with a task, or tries it again when that is due. */
    private void start(Task task, TierDebts.Tier tier) {
        var known = attempts(task.unit()).get(task);
        var next = Attempt.underWay(known == null ? 0 : known.failures());
        var begins = known == null
                ? attempts(task.unit()).putIfAbsent(task, next) == null
                : known.retryAt().filter(at -> !at.isAfter(clock.instant())).isPresent()
                        && attempts(task.unit()).replace(task, known, next);
        if (begins) {
            threads.execute(() -> {
                MDC.clear();
                run(task, tier, next);
            });
        }
    }

    private void run(Task task, TierDebts.Tier tier, Attempt attempt) {
        try {
            var next = tried(task, tier, attempt.failures());
            // Who forgot it meanwhile wants nothing of it any more.
            Optional.ofNullable(attempts.get(task.unit()))
                    .ifPresent(all -> all.computeIfPresent(
                            task, (_, known) -> known.equals(attempt) ? next.orElse(null) : known));
            wake.accept(task.unit());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return how far it is then, empty when there is nothing to do any more */
    private Optional<Attempt> tried(Task task, TierDebts.Tier tier, int failures) throws InterruptedException {
        try {
            if (task.returns()) {
                comesBack(task, tier);
                return Optional.empty();
            }
            var lacks = take(task.unit(), tier, task.keyId(), true);
            // One that is in the plan no more is asked for again when it is put back.
            return tiers.isIn(task.unit(), task.planId(), task.keyId())
                    ? Optional.of(Attempt.over(lacks))
                    : Optional.empty();
        } catch (AwsFailure refused) {
            // AWS may show a key in a plan before it knows the key's use.
            if (passes(refused) || (refused.kind() == AwsFailure.Kind.NOT_FOUND && failures < UNKNOWN_YET)) {
                var wait = backoff.after(refused, failures + 1);
                return Optional.of(new Attempt(
                        false,
                        Optional.empty(),
                        failures + 1,
                        Optional.of(clock.instant().plus(wait))));
            }
            LOG.warn("{}: its quota is not carried over: {}", task.unit().text(), refused.getMessage());
            return Optional.of(Attempt.over(lack(tier, String.valueOf(refused.getMessage()))));
        } catch (RuntimeException bug) {
            LOG.error("what {} owes could not be taken from it", task.unit().text(), bug);
            return Optional.of(Attempt.over(lack(tier, "the operator failed, see its log")));
        }
    }

    private Optional<NotCarried> lack(TierDebts.Tier tier, String why) {
        return Optional.of(new NotCarried(tier.name(), tier.quota(), calls.begin(tier.quota()), -1, why));
    }

    /** What AWS still counts for a key that is back is its own again; where AWS begins anew, that is nothing. */
    private void comesBack(Task task, TierDebts.Tier tier) throws InterruptedException {
        var used = 0L;
        try {
            var read = calls.read(task.unit(), task.planId(), tier.quota(), Set.of(task.keyId()), Priority.USER_CHANGE);
            used = Optional.ofNullable(read.get(task.keyId()))
                    .map(KeyUsage::used)
                    .orElse(0L);
        } catch (AwsFailure refused) {
            if (passes(refused)) {
                throw refused;
            }
            LOG.warn("{}: what it has used is not known: {}", task.unit().text(), refused.getMessage());
        }
        // It may have left once more while AWS was asked.
        if (tiers.isIn(task.unit(), task.planId(), task.keyId())) {
            ledger.returns(tier.unit(), task.unit(), task.keyId(), calls.begin(tier.quota()), used);
            wake.accept(tier.unit());
        }
    }

    /** What was not carried over since this process runs. */
    Optional<NotCarried> lacks(UnitKey.KeyUnit unit, String keyId) {
        return Stream.concat(
                        known(unit).entrySet().stream()
                                .filter(one -> one.getKey().keyId().equals(keyId))
                                .flatMap(one -> one.getValue().lacks().stream()),
                        lost.entrySet().stream()
                                .filter(one -> one.getKey().unit().equals(unit)
                                        && one.getKey().keyId().equals(keyId))
                                .map(Map.Entry::getValue))
                .min(Comparator.comparing(NotCarried::limit));
    }

    /** Drops what is remembered of all keys of a unit but those that AWS has. */
    void keepOnly(UnitKey.KeyUnit unit, Set<String> keyIds) {
        attempts.computeIfPresent(unit, (_, all) -> {
            all.keySet().removeIf(task -> !keyIds.contains(task.keyId()));
            return all;
        });
        lost.keySet().removeIf(task -> task.unit().equals(unit) && !keyIds.contains(task.keyId()));
    }

    /** Drops what is remembered of a unit. How long something waits for AWS already is no part of that. */
    void forget(UnitKey.KeyUnit unit) {
        attempts.remove(unit);
        lost.keySet().removeIf(task -> task.unit().equals(unit));
    }

    /** Drops what is remembered of others than these. */
    void keepOnly(Predicate<UnitKey.KeyUnit> there) {
        attempts.keySet().removeIf(there.negate());
        lost.keySet().removeIf(task -> !there.test(task.unit()));
        unread.keySet().removeIf(task -> !there.test(task.unit()));
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
                if (!counts(unit, tier.get(), key, LONGEST_NOTING)) {
                    return Optional.of(beingNoted(tier.get(), key) + " before it is deleted");
                }
                var next = tiers.successor(unit, key, all, planId);
                if (next.isPresent()) {
                    take(unit, tier.get(), next.get(), false)
                            .ifPresent(lack -> attempts(unit)
                                    .put(new Task(unit, planId, next.get(), false), Attempt.over(Optional.of(lack))));
                }
            } catch (AwsFailure refused) {
                throwIfPassing(unit, refused);
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<String> heldIn(UnitKey.KeyUnit unit, ExistingKey key, String planId) throws InterruptedException {
        // Should it come back it is charged as if it came for the first time.
        attempts(unit)
                .keySet()
                .removeIf(task -> task.planId().equals(planId) && task.keyId().equals(key.id()));
        var tier = tiers.of(unit, planId);
        var task = new Task(unit, planId, key.id(), false);
        lost.remove(task);
        tier.ifPresent(one -> ledger.staysAway(one.unit(), key.id()));
        try {
            var counted = tier.isEmpty() || counts(unit, tier.get(), key, LONGEST_LEAVING);
            unread.remove(task);
            return counted
                    ? Optional.empty()
                    : Optional.of(beingNoted(tier.get(), key) + " before it leaves the usage plan");
        } catch (AwsFailure refused) {
            var now = clock.instant();
            unread.values().removeIf(since -> since.plus(FORGOTTEN).isBefore(now));
            var since = unread.computeIfAbsent(task, _ -> now);
            if (passes(refused) && !isLongerThan(LONGEST_LEAVING, Duration.between(since, now))) {
                throw refused;
            }
            // AWS may take keys out of plans while it does not tell their use.
            unread.remove(task);
            isLost(task, tier.orElseThrow(), "what it used cannot be read: " + refused.getMessage());
            return Optional.empty();
        }
    }

    /** What a key used is not noted; where it goes on, its grant says so. */
    private void isLost(Task task, TierDebts.Tier tier, String why) {
        LOG.warn("{}: what API key {} used is not carried over: {}", task.unit().text(), task.keyId(), why);
        lack(tier, why).ifPresent(lack -> lost.put(task, lack));
        wake.accept(task.unit());
    }

    private static String beingNoted(TierDebts.Tier tier, ExistingKey key) {
        return "what API key " + key.id() + " has used is being noted in ApiRateLimit " + tier.name();
    }

    private static void throwIfPassing(UnitKey.KeyUnit unit, AwsFailure refused) {
        if (passes(refused)) {
            throw refused;
        }
        LOG.warn("{}: what it has used is not carried over: {}", unit.text(), refused.getMessage());
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /**
     * Whether what a key has used is counted, or nothing is to be.
     *
     * @param longest how long the key waits for that
     */
    private boolean counts(UnitKey.KeyUnit unit, TierDebts.Tier tier, ExistingKey key, Duration longest)
            throws InterruptedException {
        var begins = calls.begin(tier.quota());
        if (tiers.isCounted(tier, unit.namespace(), key.id())) {
            return true;
        }
        var read = calls.read(unit, tier.planId(), tier.quota(), Set.of(key.id()), Priority.REVOKE);
        var used = read.get(key.id());
        if (used == null || used.used() == 0) {
            return true;
        }
        if (!QuotaLedger.hasRoom(tier.limit(), unit.namespace(), begins)) {
            isLost(
                    new Task(unit, tier.planId(), key.id(), false),
                    tier,
                    "ApiRateLimit " + tier.name() + " has no room for another namespace");
            return true;
        }
        var waits = ledger.goes(tier.unit(), unit, key.id(), begins, used.used());
        wake.accept(tier.unit());
        if (isLongerThan(longest, waits)) {
            // Whatever keeps the status from being written: no key stays because of that.
            isLost(
                    new Task(unit, tier.planId(), key.id(), false),
                    tier,
                    "the status of ApiRateLimit " + tier.name() + " does not note it");
            return true;
        }
        return false;
    }

    private boolean isLongerThan(Duration longest, Duration waits) {
        return waits.compareTo(longest.dividedBy(settings.timeDivisor())) > 0;
    }

    /**
     * Leaves a key what it may have; keys of a namespace one after the other, for each sees what the others were charged.
     *
     * @param isNew whether nobody has used it yet
     */
    private Optional<NotCarried> take(UnitKey.KeyUnit unit, TierDebts.Tier tier, String keyId, boolean isNew)
            throws InterruptedException {
        try (var _ = lock.take(tier.planId() + " " + unit.namespace())) {
            var debts = tiers.debts(unit, tier);
            if (!debts.has(keyId)) {
                return Optional.empty();
            }
            var wanted = isNew ? debts.ofNew(keyId) : debts.ofSuccessor(keyId);
            if (wanted >= debts.left(keyId)) {
                return Optional.empty();
            }
            calls.leave(unit, tier.planId(), keyId, wanted);
            var after = tiers.debts(unit, tier);
            var left = after.has(keyId) ? after.left(keyId) : wanted;
            return left <= wanted
                    ? Optional.empty()
                    : Optional.of(new NotCarried(
                            tier.name(),
                            tier.quota(),
                            calls.begin(tier.quota()),
                            left - wanted,
                            "AWS did not lower what is left of it"));
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
