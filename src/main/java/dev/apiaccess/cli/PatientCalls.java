// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.call.Accounts;
import dev.apiaccess.call.Backoff;
import dev.apiaccess.call.Caller;
import dev.apiaccess.model.Operation;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.port.Page;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads of one account: each in its turn, within AWS's limits, and tried again for a bounded time where AWS asks for patience. */
final class PatientCalls {

    /** For all calls together: so long AWS may refuse before a read is given up. */
    static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final int MOST_PAGES = 1_000;

    /** Waits; {@code TimeUnit.NANOSECONDS.sleep} but in tests. */
    interface Pause {
        void take(Duration time) throws InterruptedException;
    }

    private final Accounts accounts;
    private final Accounts.Account account;
    private final Backoff backoff;
    private final Pause pause;
    private final ReadingProgress progress;
    private Duration left = PATIENCE;

    PatientCalls(Accounts accounts, Accounts.Account account, Backoff backoff, Pause pause, ReadingProgress progress) {
        this.accounts = accounts;
        this.account = account;
        this.backoff = backoff;
        this.pause = pause;
        this.progress = progress;
    }

    static Pause sleeping() {
        return time -> TimeUnit.NANOSECONDS.sleep(time.toNanos());
    }

    /** @param region empty for a service that has none */
    <T> T call(String region, Operation operation, Supplier<T> call) throws InterruptedException {
        progress.reads(operation, region);
        for (var failures = 1; ; failures++) {
            try {
                return accounts.call(account, region, operation, Caller.SWEEP, call);
            } catch (AwsFailure failure) {
                var wait = backoff.after(failure, failures);
                if (!passes(failure) || wait.compareTo(left) > 0) {
                    throw failure;
                }
                left = left.minus(wait);
                progress.waits(operation);
                pause.take(wait);
            }
        }
    }

    /** A list to its end. */
    <T> List<T> all(String region, Operation operation, Function<@Nullable String, Page<T>> page)
            throws InterruptedException {
        var items = new ArrayList<T>();
        String position = null;
        for (var number = 0; number < MOST_PAGES; number++) {
            var at = position;
            var next = call(region, operation, () -> page.apply(at));
            items.addAll(next.items());
            position = next.next();
            if (position == null) {
                return items;
            }
        }
        throw new AwsFailure(
                AwsFailure.Kind.LIMIT_EXCEEDED,
                operation,
                "TooManyPages",
                "more than " + MOST_PAGES + " pages",
                null,
                null);
    }

    private static boolean passes(AwsFailure failure) {
        return switch (failure.kind()) {
            case THROTTLED, UNAVAILABLE, AMBIGUOUS -> true;
            case CONCURRENT_MODIFICATION,
                    NOT_FOUND,
                    ALREADY_EXISTS,
                    CONFLICT,
                    LIMIT_EXCEEDED,
                    ACCESS_DENIED,
                    CREDENTIALS,
                    INVALID -> false;
        };
    }
}
