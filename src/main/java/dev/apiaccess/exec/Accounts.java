// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import dev.apiaccess.model.Operation;
import dev.apiaccess.port.AwsConnector.AwsAccess;
import dev.apiaccess.port.AwsFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The accounts that connections have opened, each with its budgets. Connections to one account share them, since AWS counts
 * calls by account and not by who makes them.
 */
public final class Accounts {

    /**
     * An account within reach of a verified connection.
     *
     * @param partition of its ARNs
     * @param regions that the connection covers
     */
    public record Account(
            String connection,
            String accountId,
            String partition,
            List<String> regions,
            AwsAccess access,
            int percent) {}

    private record BudgetKey(String accountId, Operation.Service service, String region, int percent) {}

    private static final Duration DEFAULT_PAUSE = Duration.ofSeconds(1);

    private final int timeDivisor;
    private final CallObserver observer;
    private final Map<String, TreeMap<String, Account>> accounts = new ConcurrentHashMap<>();
    private final Map<BudgetKey, Budget> budgets = new ConcurrentHashMap<>();

    /** @param timeDivisor how much faster than AWS's clock limits run, 1 in production */
    public Accounts(int timeDivisor, CallObserver observer) {
        this.timeDivisor = timeDivisor;
        this.observer = observer;
    }

    /** A connection was verified. What it opened before is not used any more. */
    public void opened(Account account) {
        closed(account.connection());
        accounts.compute(account.accountId(), (_, all) -> {
            var next = all == null ? new TreeMap<String, Account>() : new TreeMap<>(all);
            next.put(account.connection(), account);
            return next;
        });
    }

    /** A connection is gone or not usable any more. */
    public void closed(String connection) {
        for (var accountId : accounts.keySet()) {
            accounts.computeIfPresent(accountId, (_, all) -> {
                var next = new TreeMap<>(all);
                next.remove(connection);
                return next.isEmpty() ? null : next;
            });
        }
    }

    /** An account through the first of its connections by name. */
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

    /** The budget of an operation; IAM has one for all regions. */
    Budget budget(Account account, Operation operation, String region) {
        var service = operation.service();
        var gateway = service == Operation.Service.API_GATEWAY;
        return budgets.computeIfAbsent(
                new BudgetKey(account.accountId(), service, gateway ? region : "", account.percent()),
                key -> new Budget(
                        gateway
                                ? Limits.apiGateway(key.percent(), timeDivisor)
                                : Limits.iam(key.percent(), timeDivisor),
                        System::nanoTime));
    }

    /** Waits for the call's turn and makes it. */
    <T> T call(Account account, String region, Operation operation, Priority priority, Supplier<T> call)
            throws InterruptedException {
        budget(account, operation, region).acquire(operation, priority);
        return callNow(account, region, operation, call);
    }

    /** Makes a call whose turn has come. */
    <T> T callNow(Account account, String region, Operation operation, Supplier<T> call) {
        var began = System.nanoTime();
        try {
            var answer = call.get();
            observer.called(account.accountId(), operation, null, Duration.ofNanos(System.nanoTime() - began));
            return answer;
        } catch (AwsFailure failure) {
            if (failure.kind() == AwsFailure.Kind.THROTTLED) {
                budget(account, operation, region)
                        .throttled(operation, failure.retryAfter().orElse(DEFAULT_PAUSE));
            }
            observer.called(account.accountId(), operation, failure, Duration.ofNanos(System.nanoTime() - began));
            throw failure;
        }
    }

    /** Calls that wait for their turn, over all budgets. */
    public int waiting() {
        return budgets.values().stream().mapToInt(Budget::waiting).sum();
    }
}
