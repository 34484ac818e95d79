// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.api.CommonStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.Reason;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.model.HumanDuration;
import dev.apiaccess.model.Place;
import dev.apiaccess.model.Settings;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * When IAM, and API Gateway in each region, of every account were last read. A connection reports what it has of an account: IAM and
 * its own regions. It says only whether that is overdue and since when: the time of each look would be a write each time, and is a
 * metric ({@code apiaccess_sweep_age_seconds}).
 */
public final class ReadTimes {

    private static final int INTERVALS = 3;
    private static final Duration LEAST = Duration.ofMinutes(10);

    /**
     * Matters only where times are divided, which emulators allow: the time to read an account there is up to the machine, and a busy
     * one is no reason for an alarm.
     */
    private static final Duration READING = Duration.ofSeconds(30);

    /**
     * A moment from which waiting is counted.
     *
     * @param complete whether a look ended then; otherwise the account is looked at since then
     */
    public record Moment(Instant at, boolean complete) {}

    private final Map<Place, Moment> last = new ConcurrentHashMap<>();

    /** What a connection has is being looked at from now on. */
    public void begin(AwsConnection connection, Collection<AwsConnection> all, Instant now) {
        var accountId = connection.getSpec().accountId();
        var named = all.stream().flatMap(ReadTimes::places).collect(Collectors.toSet());
        last.keySet().removeIf(place -> place.accountId().equals(accountId) && !named.contains(place));
        places(connection).forEach(place -> last.putIfAbsent(place, new Moment(now, false)));
    }

    /** IAM, or API Gateway in a region, was read. */
    public void complete(String accountId, String region, Instant now) {
        last.put(new Place(accountId, region), new Moment(now, true));
    }

    /** The account is no longer looked at. */
    public void forget(String accountId) {
        last.keySet().removeIf(place -> place.accountId().equals(accountId));
    }

    private static Stream<Place> places(AwsConnection connection) {
        var spec = connection.getSpec();
        return Stream.concat(Stream.of(""), spec.regions().stream()).map(region -> new Place(spec.accountId(), region));
    }

    /** The oldest last read of what a connection has. */
    Optional<Moment> since(AwsConnection connection) {
        return places(connection)
                .map(last::get)
                .filter(Objects::nonNull)
                .min(Comparator.comparing(Moment::at).thenComparing(Moment::complete));
    }

    /** Time between two looks at an account: the shortest that one of its connections asks for. */
    public static Duration interval(String accountId, Collection<AwsConnection> connections, Settings settings) {
        return connections.stream()
                .filter(one -> one.getSpec().accountId().equals(accountId)
                        && !one.isMarkedForDeletion()
                        && one.getSpec().unknownFields().isEmpty())
                .map(one -> Optional.ofNullable(one.getSpec().sweepInterval())
                        .map(own -> HumanDuration.parse(own).dividedBy(settings.timeDivisor()))
                        .orElse(settings.sweepInterval()))
                .min(Comparator.naturalOrder())
                .orElse(settings.sweepInterval());
    }

    /** Whether status says that a look is overdue. */
    public static boolean toldOverdue(@Nullable CommonStatus status) {
        return status != null
                && StatusConditions.find(status.conditions(), ConditionType.Synced)
                        .filter(one -> Reason.LookOverdue.name().equals(one.getReason()))
                        .isPresent();
    }

    /**
     * Reports on a connection that its account was not read in time; while it was, nothing is said.
     *
     * @param interval between two looks at its account
     * @param since from when on a look is awaited, empty when none is
     * @param before its status until now: since when looks are overdue outlives a restart
     * @return when to ask again; empty when that makes no difference
     */
    static Optional<Duration> tell(
            AwsConnection connection,
            Duration interval,
            Optional<Moment> since,
            @Nullable CommonStatus before,
            ConditionsDraft conditions,
            Settings settings,
            Instant now) {
        var accountId = connection.getSpec().accountId();
        if (since.isEmpty()) {
            keep(before, conditions);
            return Optional.empty();
        }
        var moment = since.get();
        var due = moment.at().plus(patience(interval, settings));
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
        var from = moment.at().truncatedTo(ChronoUnit.SECONDS);
        conditions.isFalse(
                ConditionType.Synced,
                Reason.LookOverdue,
                (moment.complete()
                                ? "account " + accountId + " was last read whole at " + from
                                : "account " + accountId + " was not read whole since the operator began at " + from)
                        + "; what others changed there since is not seen: see Ready, and 'could not be listed' in the log");
        return Optional.empty();
    }

    /** The time of three looks that did not come, and never less than what a restart or a throttled minute takes. */
    private static Duration patience(Duration interval, Settings settings) {
        var several = interval.multipliedBy(INTERVALS);
        var divided = LEAST.dividedBy(settings.timeDivisor());
        var least = divided.compareTo(READING) < 0 ? READING : divided;
        return several.compareTo(least) < 0 ? least : several;
    }

    private static void keep(@Nullable CommonStatus before, ConditionsDraft conditions) {
        if (before != null) {
            StatusConditions.find(before.conditions(), ConditionType.Synced)
                    .filter(one -> Reason.LookOverdue.name().equals(one.getReason()))
                    .ifPresent(one -> conditions.isFalse(ConditionType.Synced, Reason.LookOverdue, one.getMessage()));
        }
    }
}
