// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.carry;

import dev.apiaccess.call.Backoff;
import dev.apiaccess.carry.CarryTasks.Attempt;
import dev.apiaccess.carry.CarryTasks.Task;
import dev.apiaccess.exec.Departures;
import dev.apiaccess.exec.QuotaCalls;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.KeyUsage;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Priority;
import dev.apiaccess.model.Settings;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.snapshot.ObjectStore;
import dev.apiaccess.status.Charge;
import dev.apiaccess.status.NotCarried;
import dev.apiaccess.status.QuotaLedger;
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
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the quota that keys of a namespace have used from the keys that come after them: before a new key is handed over, and from its
 * replacement before an old key is deleted. The usage of a key is noted before it is deleted or leaves the plan. Without usage nothing is
 * read or written, and a refusal by AWS delays nothing: status reports it.
 */
public final class QuotaCarry implements Departures, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(QuotaCarry.class);
    private static final Duration LONGEST_NOTING = Duration.ofMinutes(10);
    /** A key works in the plan that it has to leave, so leaving waits only for a short disturbance. */
    private static final Duration LONGEST_LEAVING = Duration.ofSeconds(30);

    /** "Not found" answers in a row, about a minute of them, after which they are believed. */
    private static final int UNKNOWN_YET = 8;

    /** A task not requested for so long is dropped. */
    private static final Duration FORGOTTEN = Duration.ofHours(1);

    private final TierDebts tiers;
    private final QuotaCalls calls;
    private final QuotaLedger ledger;
    private final Settings settings;
    private final Consumer<UnitKey> wake;
    private final Clock clock;
    private final Backoff backoff =
            new Backoff(() -> ThreadLocalRandom.current().nextDouble());
    private final CarryTasks tasks;
    private final Map<Task, NotCarried> lost = new ConcurrentHashMap<>();
    private final Map<Task, Instant> unread = new ConcurrentHashMap<>();
    private final KeyedLock lock = new KeyedLock();

    /** @param wake called with a unit whose objects have to be reconciled */
    public QuotaCarry(
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
        tasks = new CarryTasks(wake, clock);
    }

    /**
     * Whether a new key may be handed over: the debt of its namespace is taken from it first.
     *
     * @param replaces whether it replaces a key of the same grant that still exists
     */
    public boolean isReady(UnitKey.ApiKeyUnit unit, List<UnitKey.UsagePlanUnit> plans, String keyId, boolean replaces) {
        return due(unit, plans, keyId, replaces).isEmpty();
    }

    private List<TierDebts.Tier> due(
            UnitKey.ApiKeyUnit unit, List<UnitKey.UsagePlanUnit> plans, String keyId, boolean replaces) {
        return plans.stream()
                .flatMap(plan -> tiers.of(plan).stream())
                .filter(tier -> !isReady(unit, tier, keyId, replaces))
                .toList();
    }

    private boolean isReady(UnitKey.ApiKeyUnit unit, TierDebts.Tier tier, String keyId, boolean replaces) {
        var known = tasks.known(new Task(unit, tier.planId(), keyId, false));
        return (known.isEmpty() && !replaces && !tiers.owes(tier, unit.namespace()))
                // Nothing can be taken from a key outside the plan; that is requested again when it is added.
                || known.filter(Attempt::isOver).isPresent()
                || !tiers.isIn(unit, tier.planId(), keyId);
    }

    /**
     * Whether a key in the plan of a tier does not count as gone there. A key that came back, or did not leave in the end, is first removed
     * from those.
     */
    public boolean isBack(UnitKey.ApiKeyUnit unit, UnitKey.UsagePlanUnit plan, String keyId) {
        return gone(unit, plan, keyId).isEmpty()
                || ledger.returning(plan, keyId)
                        .filter(waits -> isLongerThan(LONGEST_NOTING, waits))
                        .isPresent();
    }

    /** The tier in whose plan a key counts as gone; empty when it does not. */
    private Optional<TierDebts.Tier> gone(UnitKey.ApiKeyUnit unit, UnitKey.UsagePlanUnit plan, String keyId) {
        return tiers.of(plan)
                .filter(one -> tiers.isIn(unit, one.planId(), keyId) && tiers.isCounted(one, unit.namespace(), keyId));
    }

    /** Starts the task that a key has to wait for; the objects of the unit are woken when it is over. */
    public void begin(UnitKey.ApiKeyUnit unit, Charge charge) {
        switch (charge) {
            case Charge.Take(var plans, var keyId, var replaces) ->
                due(unit, plans, keyId, replaces).forEach(tier -> start(unit, tier, keyId, false));
            case Charge.TakeBack(var plan, var keyId) ->
                gone(unit, plan, keyId)
                        .filter(_ -> ledger.returning(plan, keyId).isEmpty())
                        .ifPresent(tier -> start(unit, tier, keyId, true));
        }
    }

    private void start(UnitKey.ApiKeyUnit unit, TierDebts.Tier tier, String keyId, boolean returns) {
        var task = new Task(unit, tier.planId(), keyId, returns);
        tasks.start(task, failures -> tried(task, tier, failures));
    }

    /** When the next retry for a unit is due, empty when none is. */
    public Optional<Instant> again(UnitKey.ApiKeyUnit unit) {
        return tasks.again(unit);
    }

    /** @return the new state, empty when nothing is left to do */
    private Optional<Attempt> tried(Task task, TierDebts.Tier tier, int failures) throws InterruptedException {
        try {
            if (task.returns()) {
                comesBack(task, tier);
                return Optional.empty();
            }
            var lacks = take(task.unit(), tier, task.keyId(), true);
            // A key no longer in the plan is requested again when it is added back.
            return tiers.isIn(task.unit(), task.planId(), task.keyId())
                    ? Optional.of(Attempt.over(lacks))
                    : Optional.empty();
        } catch (AwsFailure refused) {
            // AWS may show a key in a plan before it knows the key's usage.
            if (passes(refused) || (refused.kind() == AwsFailure.Kind.NOT_FOUND && failures < UNKNOWN_YET)) {
                var wait = backoff.after(refused, failures + 1);
                return Optional.of(Attempt.failed(failures + 1, clock.instant().plus(wait)));
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

    /** The usage that AWS still counts for a returned key is its own again; where AWS starts anew, that is nothing. */
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
        // The key may have left again during the call.
        if (tiers.isIn(task.unit(), task.planId(), task.keyId())) {
            ledger.returns(tier.unit(), task.unit(), task.keyId(), calls.begin(tier.quota()), used);
            wake.accept(tier.unit());
        }
    }

    /** What was not carried over since this process runs. */
    public Optional<NotCarried> lacks(UnitKey.ApiKeyUnit unit, String keyId) {
        return Stream.concat(
                        tasks.lacks(unit, keyId),
                        lost.entrySet().stream()
                                .filter(one -> one.getKey().unit().equals(unit)
                                        && one.getKey().keyId().equals(keyId))
                                .map(Map.Entry::getValue))
                .min(Comparator.comparing(NotCarried::limit));
    }

    /** Drops all keys of a unit but those that AWS has. */
    public void keepOnly(UnitKey.ApiKeyUnit unit, Set<String> keyIds) {
        tasks.keepOnly(unit, keyIds);
        lost.keySet().removeIf(task -> task.unit().equals(unit) && !keyIds.contains(task.keyId()));
    }

    /** Drops a unit, except since when something waits for AWS. */
    public void forget(UnitKey.ApiKeyUnit unit) {
        tasks.forget(unit);
        lost.keySet().removeIf(task -> task.unit().equals(unit));
    }

    /** Drops all units but these. */
    public void keepOnly(Predicate<UnitKey.ApiKeyUnit> there) {
        tasks.keepOnly(there);
        lost.keySet().removeIf(task -> !there.test(task.unit()));
        unread.keySet().removeIf(task -> !there.test(task.unit()));
    }

    @Override
    public Optional<String> heldBy(UnitKey.ApiKeyUnit unit, ExistingKey key, Observed.Key all)
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
                            .ifPresent(lack -> tasks.over(new Task(unit, planId, next.get(), false), lack));
                }
            } catch (AwsFailure refused) {
                throwIfPassing(unit, refused);
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<String> heldIn(UnitKey.ApiKeyUnit unit, ExistingKey key, String planId)
            throws InterruptedException {
        tasks.leaves(unit, planId, key.id());
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
            // AWS may remove keys from plans while it does not show their usage.
            unread.remove(task);
            isLost(task, tier.orElseThrow(), "what it used cannot be read: " + refused.getMessage());
            return Optional.empty();
        }
    }

    /** Records that the usage of a key is lost; where the key stays, its grant reports it. */
    private void isLost(Task task, TierDebts.Tier tier, String why) {
        LOG.warn("{}: what API key {} used is not carried over: {}", task.unit().text(), task.keyId(), why);
        lack(tier, why).ifPresent(lack -> lost.put(task, lack));
        wake.accept(task.unit());
    }

    private static String beingNoted(TierDebts.Tier tier, ExistingKey key) {
        return "what API key " + key.id() + " has used is being noted in ApiRateLimit " + tier.name();
    }

    private static void throwIfPassing(UnitKey.ApiKeyUnit unit, AwsFailure refused) {
        if (passes(refused)) {
            throw refused;
        }
        LOG.warn("{}: what it has used is not carried over: {}", unit.text(), refused.getMessage());
    }

    @Override
    public void close() {
        tasks.close();
    }

    /**
     * Whether the usage of a key is noted, or need not be.
     *
     * @param longest how long the key waits for that
     */
    private boolean counts(UnitKey.ApiKeyUnit unit, TierDebts.Tier tier, ExistingKey key, Duration longest)
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
            // Whatever keeps status from being written: no key is kept because of that.
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
     * Reduces the remaining quota of a key to its share; keys of a namespace one after the other, since each depends on what the others
     * were charged.
     *
     * @param isNew whether it is unused yet
     */
    private Optional<NotCarried> take(UnitKey.ApiKeyUnit unit, TierDebts.Tier tier, String keyId, boolean isNew)
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

    /** Whether a failure is worth a retry soon, for a quota. */
    private static boolean passes(AwsFailure failure) {
        return switch (failure.kind()) {
            case AMBIGUOUS, UNAVAILABLE, THROTTLED, CONCURRENT_MODIFICATION, CREDENTIALS -> true;
            case NOT_FOUND, ALREADY_EXISTS, CONFLICT, LIMIT_EXCEEDED, ACCESS_DENIED, INVALID -> false;
        };
    }
}
