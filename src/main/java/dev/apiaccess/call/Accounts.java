// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.call;

import dev.apiaccess.model.Operation;
import dev.apiaccess.model.Place;
import dev.apiaccess.model.Priority;
import dev.apiaccess.port.AwsConnector.AwsAccess;
import dev.apiaccess.port.AwsFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The accounts that connections have opened, each with its budgets. Connections to one account share them, since AWS counts calls by
 * account, not by caller.
 */
public final class Accounts {

    /**
     * An account behind a verified connection.
     *
     * @param partition of its ARNs
     * @param regions that the connection covers
     * @param percent share of AWS's limits that the connection asks for
     */
    public record Account(
            String connection,
            String accountId,
            String partition,
            List<String> regions,
            AwsAccess access,
            int percent) {}

    private record BudgetKey(Operation.Service service, Place place) {}

    private static final Duration DEFAULT_PAUSE = Duration.ofSeconds(1);

    private final int timeDivisor;
    private final CallObserver observer;
    private final LongSupplier nanoTime;
    private final Progress progress;
    private final Map<String, TreeMap<String, Account>> accounts = new ConcurrentHashMap<>();
    private final Map<BudgetKey, Budget> budgets = new ConcurrentHashMap<>();

    /** @param timeDivisor how much faster than AWS's clock limits run, 1 in production */
    public Accounts(int timeDivisor, CallObserver observer) {
        this(timeDivisor, observer, System::nanoTime);
    }

    /** @param nanoTime {@link System#nanoTime()} but in tests */
    public Accounts(int timeDivisor, CallObserver observer, LongSupplier nanoTime) {
        this.timeDivisor = timeDivisor;
        this.observer = observer;
        this.nanoTime = nanoTime;
        this.progress = new Progress(nanoTime);
    }

    /** Records a verified connection. The account it opened before is no longer used. */
    public synchronized void opened(Account account) {
        remove(account.connection());
        accounts.compute(account.accountId(), (_, all) -> {
            var next = all == null ? new TreeMap<String, Account>() : new TreeMap<>(all);
            next.put(account.connection(), account);
            return next;
        });
        share();
    }

    /** Drops a connection that is gone or no longer usable. */
    public synchronized void closed(String connection) {
        remove(connection);
        share();
    }

    private void remove(String connection) {
        for (var accountId : accounts.keySet()) {
            accounts.computeIfPresent(accountId, (_, all) -> {
                var next = new TreeMap<>(all);
                next.remove(connection);
                return next.isEmpty() ? null : next;
            });
        }
    }

    /** Budgets outlive connections: a connection opened anew must not find a full bucket. */
    private void share() {
        budgets.forEach((key, budget) ->
                percent(key.place().accountId()).ifPresent(percent -> budget.resize(limits(key.service(), percent))));
    }

    /** The lowest share that a connection to the account asks for. */
    private OptionalInt percent(String accountId) {
        return accounts.getOrDefault(accountId, new TreeMap<>()).values().stream()
                .mapToInt(Account::percent)
                .min();
    }

    /** The account through the first of its connections by name; empty when it has none. */
    public Optional<Account> reach(String accountId) {
        return Optional.ofNullable(accounts.get(accountId))
                .map(all -> all.firstEntry().getValue());
    }

    public List<Account> all() {
        return accounts.values().stream()
                .map(all -> all.firstEntry().getValue())
                .toList();
    }

    /** Every region that some connection to the account covers. */
    public List<String> regions(String accountId) {
        var all = accounts.get(accountId);
        return all == null
                ? List.of()
                : all.values().stream()
                        .flatMap(account -> account.regions().stream())
                        .distinct()
                        .sorted()
                        .toList();
    }

    /** The budget of an operation; a global service has one for all regions. */
    public Budget budget(Account account, Operation operation, String region) {
        var service = operation.service();
        var key = new BudgetKey(service, service.place(account.accountId(), region));
        var budget = budgets.get(key);
        return budget == null ? open(key, account.percent()) : budget;
    }

    private synchronized Budget open(BudgetKey key, int percent) {
        var share = percent(key.place().accountId()).orElse(percent);
        return budgets.computeIfAbsent(key, _ -> new Budget(limits(key.service(), share), nanoTime));
    }

    private CallLimits limits(Operation.Service service, int percent) {
        return CallLimits.of(service, percent, timeDivisor)
                .orElseThrow(() -> new IllegalArgumentException("calls to " + service + " have no budget"));
    }

    /** Waits for the call's turn and makes it. */
    public <T> T call(Account account, String region, Operation operation, Caller caller, Supplier<T> call)
            throws InterruptedException {
        await(budget(account, operation, region).turn(operation, caller), Budget.Turn::take);
        return callNow(account, region, operation, call);
    }

    /** A wait for a turn. */
    public interface Waiter {
        void take(Budget.Turn turn) throws InterruptedException;
    }

    /** Waits for a turn and reports how long that took; a turn that was called off does not come. */
    public void await(Budget.Turn turn, Waiter waiter) throws InterruptedException {
        var before = progress.waits();
        try {
            waiter.take(turn);
        } finally {
            progress.resumes(before);
        }
        if (!turn.come()) {
            return;
        }
        observer.turned(turn.operation(), turn.caller().priority(), since(turn.since()));
    }

    /** Makes a call whose turn has come. */
    public <T> T callNow(Account account, String region, Operation operation, Supplier<T> call) {
        var began = nanoTime.getAsLong();
        var budget = budget(account, operation, region);
        try {
            var answer = observed(account.accountId(), operation, call);
            budget.answered(operation);
            return answer;
        } catch (AwsFailure failure) {
            if (failure.kind() == AwsFailure.Kind.THROTTLED) {
                budget.throttled(operation, failure.retryAfter().orElse(DEFAULT_PAUSE), began);
            } else {
                budget.answered(operation);
            }
            throw failure;
        }
    }

    /** Makes a call that has no budget. */
    <T> T observed(String accountId, Operation operation, Supplier<T> call) {
        var began = nanoTime.getAsLong();
        var before = progress.calls(operation);
        try {
            var answer = call.get();
            observer.called(accountId, operation, null, since(began));
            return answer;
        } catch (AwsFailure failure) {
            observer.called(accountId, operation, failure, since(began));
            throw failure;
        } finally {
            progress.resumes(before);
        }
    }

    /** Counts a failure of the operator's own code. */
    public void internalError() {
        observer.internalError();
    }

    private Duration since(long began) {
        return Duration.ofNanos(nanoTime.getAsLong() - began);
    }

    /** Activity of the threads that make calls. */
    public Progress progress() {
        return progress;
    }

    /** A duration on AWS's clock as one on ours. */
    public Duration scaled(Duration span) {
        return span.dividedBy(timeDivisor);
    }

    /** The clock of turns and of {@link #progress}. */
    public long nanoTime() {
        return nanoTime.getAsLong();
    }

    /** Description of calls that could be made and are not; empty when every turn is given in time. */
    public Optional<String> overdue() {
        return budgets.entrySet().stream()
                .filter(entry -> entry.getValue().overdue().compareTo(Progress.LONGEST_DELAY) > 0)
                .map(entry -> "calls to " + entry.getKey().service() + " of account "
                        + entry.getKey().place().accountId() + " get no turn though they may be made")
                .findFirst();
    }

    /** The earliest end of the credentials in use, as far as known. */
    public Optional<Instant> credentialsEnd() {
        return accounts.values().stream()
                .flatMap(all -> all.values().stream())
                .flatMap(account -> account.access().credentialsEnd().stream())
                .min(Comparator.naturalOrder());
    }

    /** Number of calls to a service that wait for their turn, over all accounts. */
    public int waiting(Operation.Service service, Priority priority) {
        return budgets(service).mapToInt(budget -> budget.waiting(priority)).sum();
    }

    /** The longest wait so far of a call to a service, over all accounts; zero when none waits. */
    public Duration oldest(Operation.Service service, Priority priority) {
        return budgets(service)
                .map(budget -> budget.oldest(priority))
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    /** Calls a second that a limit of a service lets through now, in the account where it is lowest; NaN without accounts. */
    public double perSecond(Operation.Service service, String limit) {
        return budgets(service)
                .mapToDouble(budget -> budget.perSecond(limit))
                .min()
                .orElse(Double.NaN);
    }

    private Stream<Budget> budgets(Operation.Service service) {
        return budgets.entrySet().stream()
                .filter(entry -> entry.getKey().service() == service)
                .map(Map.Entry::getValue);
    }
}
