// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.api.CommonStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.Reason;
import dev.apiaccess.model.HumanDuration;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * When each account was last read whole. A connection says only whether that is overdue and since when: the time of each look
 * would be a write each time, and is a metric ({@code apiaccess_sweep_age_seconds}).
 */
final class Looks {

    private static final int INTERVALS = 3;
    private static final Duration LEAST = Duration.ofMinutes(10);

    /** To read many accounts takes its time, whatever AWS's times are divided by. */
    private static final Duration READING = Duration.ofSeconds(30);

    /**
     * A moment from which waiting is counted.
     *
     * @param complete whether a look ended then; otherwise the account is looked at since then
     */
    private record Moment(Instant at, boolean complete) {}

    private final Map<String, Moment> last = new ConcurrentHashMap<>();

    /** The account is looked at from now on. */
    void begin(String accountId, Instant now) {
        last.putIfAbsent(accountId, new Moment(now, false));
    }

    /** All of the account was read. */
    void complete(String accountId, Instant now) {
        last.put(accountId, new Moment(now, true));
    }

    /** Nobody looks at it any more. */
    void forget(String accountId) {
        last.remove(accountId);
    }

    /** Whether status says that a look is overdue. */
    static boolean toldOverdue(@Nullable CommonStatus status) {
        return status != null
                && Conditions.find(status.conditions(), ConditionType.Synced)
                        .filter(one -> Reason.LookOverdue.name().equals(one.getReason()))
                        .isPresent();
    }

    /**
     * Says of a connection that its account was not read in time; while it was, nothing is said.
     *
     * @param before its status until now: since when looks are overdue outlives a restart
     * @return when to ask again; empty when that makes no difference
     */
    Optional<Duration> tell(
            AwsConnection connection,
            @Nullable CommonStatus before,
            Conditions conditions,
            Settings settings,
            Instant now) {
        var accountId = connection.getSpec().accountId();
        var moment = last.get(accountId);
        if (moment == null) {
            keep(before, conditions);
            return Optional.empty();
        }
        var due = moment.at().plus(patience(connection, settings));
        if (now.isBefore(due)) {
            if (!moment.complete()) {
                keep(before, conditions);
            }
            return Optional.of(Duration.between(now, due).plusSeconds(1));
        }
        if (!moment.complete() && toldOverdue(before)) {
            keep(before, conditions);
            return Optional.empty();
        }
        var since = moment.at().truncatedTo(ChronoUnit.SECONDS);
        conditions.isFalse(
                ConditionType.Synced,
                Reason.LookOverdue,
                (moment.complete()
                                ? "account " + accountId + " was last read whole at " + since
                                : "account " + accountId + " was not read whole since the operator began at " + since)
                        + "; what others changed there since is not seen: see Ready, and 'could not be listed' in the log");
        return Optional.empty();
    }

    /** Three looks that did not come, and never less than what a restart or a throttled minute takes. */
    private static Duration patience(AwsConnection connection, Settings settings) {
        var own = connection.getSpec().sweepInterval();
        var interval = own == null
                ? settings.sweepInterval()
                : HumanDuration.parse(own).dividedBy(settings.timeDivisor());
        var several = interval.multipliedBy(INTERVALS);
        var divided = LEAST.dividedBy(settings.timeDivisor());
        var least = divided.compareTo(READING) < 0 ? READING : divided;
        return several.compareTo(least) < 0 ? least : several;
    }

    private static void keep(@Nullable CommonStatus before, Conditions conditions) {
        if (before != null) {
            Conditions.find(before.conditions(), ConditionType.Synced)
                    .filter(one -> Reason.LookOverdue.name().equals(one.getReason()))
                    .ifPresent(one -> conditions.isFalse(ConditionType.Synced, Reason.LookOverdue, one.getMessage()));
        }
    }
}
