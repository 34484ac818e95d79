// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.Annotations;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.api.AwsConnectionStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.HeldDeletions;
import dev.apiaccess.api.Reason;
import dev.apiaccess.api.UnownedThing;
import dev.apiaccess.intent.Annotated;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.model.Priority;
import dev.apiaccess.model.Settings;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.port.ConnectionState;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Decides the status of an AwsConnection and the work for it: a function of its situation. */
record ConnectionAssessor(Settings settings) {

    private static final int MOST_ORPHANS = 20;
    private static final int MOST_HELD = 20;
    private static final int MOST_UNOWNED = 50;
    private static final int MOST_APIS = 600;
    private static final Duration A_MINUTE = Duration.ofMinutes(1);

    /** The assessment of a living connection. */
    Assessment<AwsConnectionStatus> assess(ConnectionSituation at) {
        var connection = at.connection();
        var before = connection.getStatus();
        var conditions = conditions(at);
        var unknown = connection.getSpec().unknownFields();
        if (!unknown.isEmpty()) {
            var message =
                    "this version does not know " + String.join(", ", unknown) + ": upgrade the operator or remove it";
            conditions
                    .isFalse(ConditionType.Accepted, Reason.Unsupported, message)
                    .stalled(Reason.Unsupported, message);
            return new Assessment<>(status(at, conditions, Identity.told(before)), Map.of(), Map.of(), Optional.empty())
                    .with(unowned(at));
        }
        if (before != null && isUnread(connection, at.state(), at.reading())) {
            return Assessment.unchanged(before);
        }
        var submit = new HashMap<UnitKey, Priority>();
        var identity = Identity.told(before);
        switch (at.state()) {
            case ConnectionState.Opening _ ->
                conditions
                        .isUnknown(ConditionType.Accepted, Reason.Pending, "asking AWS who we are")
                        .reconciling(Reason.Pending, "asking AWS who we are");
            case ConnectionState.Failed failed -> {
                var told = OutcomeReasons.connection(failed.failure());
                conditions.isUnknown(ConditionType.Accepted, told.reason(), told.message());
                tell(told, told.message(), conditions);
            }
            case ConnectionState.WrongAccount wrong -> {
                var message =
                        "the credentials belong to account " + wrong.identity().accountId() + " ("
                                + wrong.identity().arn() + "), not to "
                                + connection.getSpec().accountId()
                                + ": correct assumeRole, or create a connection for that account; nothing was read or written there";
                conditions
                        .isFalse(ConditionType.Accepted, Reason.AccountMismatch, message)
                        .stalled(Reason.AccountMismatch, message);
            }
            case ConnectionState.Open open -> {
                identity = new Identity(
                        open.identity().accountId(), open.identity().arn());
                open(at, conditions, submit);
            }
        }
        var again = ReadTimes.tell(
                connection, at.reading().interval(), at.reading().waits(), before, conditions, settings, at.now());
        at.revoked().forEach(unit -> submit.put(unit, Priority.REVOKE));
        var after = status(at, conditions, identity);
        return new Assessment<>(after, submit, Map.of(), again, notes(at, after)).with(unowned(at));
    }

    /**
     * The identity of the credentials.
     *
     * @param account null while that was never known
     */
    private record Identity(
            @Nullable String account, @Nullable String arn) {

        static Identity told(@Nullable AwsConnectionStatus before) {
            return before == null ? new Identity(null, null) : new Identity(before.accountId(), before.identityArn());
        }
    }

    private static ConditionsDraft conditions(ConnectionSituation at) {
        var before = at.connection().getStatus();
        var generation = at.connection().getMetadata().getGeneration();
        return new ConditionsDraft(
                before == null ? List.of() : before.conditions(), generation == null ? 0 : generation, at.now());
    }

    private static void tell(OutcomeReasons.Told told, String message, ConditionsDraft conditions) {
        if (told.stalled()) {
            conditions.stalled(told.reason(), message);
        } else {
            conditions.reconciling(told.reason(), message);
        }
    }

    private static List<Note> notes(ConnectionSituation at, AwsConnectionStatus after) {
        return Stream.concat(scarce(at, after).stream(), incomplete(at, after).stream())
                .toList();
    }

    /** An event for limits of tenants that leave a gap, once for each edit that causes it. */
    private static Optional<Note> incomplete(ConnectionSituation at, AwsConnectionStatus after) {
        var before = at.connection().getStatus();
        var gaps = LimitGaps.of(at.connection());
        return gaps.isEmpty()
                        || (before != null && Objects.equals(before.observedGeneration(), after.observedGeneration()))
                ? Optional.empty()
                : Optional.of(new Note(at.connection(), Note.Type.WARNING, "LimitsIncomplete", gaps));
    }

    /** An event when a quota of AWS became four fifths used since the last look: nothing is refused yet. */
    private static Optional<Note> scarce(ConnectionSituation at, AwsConnectionStatus after) {
        var before = at.connection().getStatus();
        return QuotaUses.newlyScarce(before == null ? List.of() : before.usage(), after.usage())
                .map(text -> new Note(at.connection(), Note.Type.WARNING, "QuotaNearlyUsed", text));
    }

    /** A connection that was ready stays so after a restart until AWS has answered: everything else waits for it. */
    static boolean isUnread(AwsConnection connection, ConnectionState state, ConnectionSituation.Reading reading) {
        var before = connection.getStatus();
        var waits = state instanceof ConnectionState.Opening
                || (state instanceof ConnectionState.Open
                        && reading.first().isEmpty()
                        && (!reading.isIamRead() || !reading.unread().isEmpty()));
        return waits
                && before != null
                && Objects.equals(
                        before.observedGeneration(), connection.getMetadata().getGeneration())
                && StatusConditions.holds(before.conditions(), ConditionType.Ready);
    }

    private void open(ConnectionSituation at, ConditionsDraft conditions, Map<UnitKey, Priority> submit) {
        var gaps = LimitGaps.of(at.connection());
        conditions.isTrue(
                ConditionType.Accepted,
                Reason.Accepted,
                "the credentials belong to the account" + (gaps.isEmpty() ? "" : "; " + gaps));
        var failure = at.reading().failure();
        if (failure.isPresent()) {
            var told = OutcomeReasons.connection(failure.get());
            tell(told, told.message(), conditions);
            return;
        }
        var claim = at.claim();
        if (claim.fingerprint().isEmpty() || !claim.isKnown()) {
            conditions.reconciling(Reason.Pending, "the account is being read for the first time");
            return;
        }
        if (claim.isDue()) {
            submit.put(claim.key(), Priority.USER_CHANGE);
        }
        if (claim.isForeign()) {
            var message = "cluster id " + settings.clusterId() + " is used in account "
                    + claim.key().accountId() + " by the cluster with fingerprint "
                    + claim.holder().orElse("") + ": give this cluster another id, or set the annotation "
                    + Annotations.TAKE_OVER + " when that cluster is gone";
            conditions
                    .isFalse(ConditionType.Accepted, Reason.ClusterIdInUse, message)
                    .stalled(Reason.ClusterIdInUse, message);
        } else if (claim.holder().isEmpty()) {
            var told = claimed(at);
            tell(told, told.message(), conditions);
        } else {
            claimed(at, conditions);
        }
    }

    /** Conditions of a connection whose account this cluster has claimed. */
    private static void claimed(ConnectionSituation at, ConditionsDraft conditions) {
        var spec = at.connection().getSpec();
        var reading = at.reading();
        if (!reading.failures().isEmpty()) {
            var told = OutcomeReasons.connection(reading.failures().firstEntry().getValue());
            tell(told, partly(spec.regions(), reading.failures(), told.message()), conditions);
            return;
        }
        if (!reading.unread().isEmpty()) {
            conditions.reconciling(
                    Reason.Pending, "being read for the first time: " + String.join(", ", reading.unread()));
            return;
        }
        var within = "account " + spec.accountId() + " is within reach in " + String.join(", ", spec.regions())
                + QuotaUses.warning(at.usage()).map(told -> "; " + told).orElse("");
        if (at.held().isEmpty()) {
            conditions.isTrue(ConditionType.Ready, Reason.Ready, within);
        } else {
            conditions.isTrue(
                    ConditionType.Ready,
                    Reason.DeletionHeld,
                    within + "; " + held(at.connection().getMetadata().getName(), at.held()));
        }
    }

    /**
     * The message ends with the command that releases them: on the Namespace where only one is concerned, since it affects that one
     * alone.
     */
    private static String held(String connection, List<HeldDeletions> held) {
        var latest = held.stream()
                .map(one -> String.valueOf(one.latest()))
                .max(String::compareTo)
                .orElse("");
        var where = held.size() == 1
                ? "namespace " + held.getFirst().namespace()
                : counted(held.size(), "namespace") + " (status.held)";
        return counted(all(held), "deletion") + " held in " + where
                + " because so many came at once: if all are meant, run kubectl annotate --overwrite "
                + (held.size() == 1 ? "ns " + held.getFirst().namespace() : "awsc " + connection) + " "
                + Annotations.DELETION_ACKNOWLEDGED + "=" + latest;
    }

    private static int all(List<HeldDeletions> held) {
        return held.stream()
                .mapToInt(one -> Objects.requireNonNullElse(one.count(), 0))
                .sum();
    }

    /** The managed regions come first: what AWS says of the others is long. */
    private static String partly(List<String> regions, SortedMap<String, AwsFailure> failed, String told) {
        var good =
                regions.stream().filter(region -> !failed.containsKey(region)).toList();
        return (good.isEmpty() ? "" : String.join(", ", good) + (good.size() == 1 ? " is" : " are") + " looked after; ")
                + "API Gateway in " + String.join(", ", failed.keySet())
                + " cannot be read (allow it, or take the region out of spec.regions): " + told;
    }

    private static String counted(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    /** The assessment of a connection that is being deleted. */
    Assessment<AwsConnectionStatus> assessDeletion(ConnectionSituation at) {
        var conditions = conditions(at);
        var submit = new HashMap<UnitKey, Priority>();
        if (at.users() > 0) {
            conditions.reconciling(
                    Reason.InUse, at.users() + " objects use it: delete them first, see kubectl get apiaccess -A");
        } else if (!isReleased(at)) {
            var told = claimed(at);
            conditions.reconciling(told.reason(), told.message());
            submit.put(at.claim().key(), Priority.REVOKE);
        } else {
            conditions.reconciling(Reason.Pending, "released");
        }
        return new Assessment<>(
                        status(at, conditions, Identity.told(at.connection().getStatus())),
                        submit,
                        Map.of(),
                        Optional.empty())
                .with(unowned(at));
    }

    /**
     * Whether nothing of ours keeps the connection: no object, and no claim that only this connection could take back. False while that
     * is not known; an account that is out of reach until people act is let go.
     */
    static boolean isReleased(ConnectionSituation at) {
        if (at.users() > 0) {
            return false;
        }
        if (at.others() || !at.connection().getSpec().unknownFields().isEmpty()) {
            return true;
        }
        return switch (at.state()) {
            case ConnectionState.Opening _ -> false;
            case ConnectionState.WrongAccount _ -> true;
            case ConnectionState.Failed failed ->
                OutcomeReasons.connection(failed.failure()).stalled();
            // Credentials may be good for another hour when the account is lost already: then listing fails.
            case ConnectionState.Open _ ->
                at.reading()
                                .first()
                                .filter(failure ->
                                        OutcomeReasons.connection(failure).stalled())
                                .isPresent()
                        || (at.claim().isKnown()
                                && !at.claim()
                                        .holder()
                                        .equals(Optional.of(
                                                at.claim().fingerprint().orElse(""))));
        };
    }

    private OutcomeReasons.Told claimed(ConnectionSituation at) {
        return OutcomeReasons.tell(
                "the claim on the account", at.tried().outcome(at.claim().key()), at.now(), settings.deniedForLong());
    }

    private static UnownedThing since(Orphans.Orphan one, ConnectionSituation at) {
        var before = at.connection().getStatus();
        var since = (before == null ? List.<UnownedThing>of() : before.unowned())
                .stream()
                        .filter(known ->
                                one.kind().equals(known.kind()) && one.id().equals(known.id()))
                        .map(UnownedThing::since)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElseGet(() -> text(at.now()));
        return new UnownedThing(one.kind(), one.id(), one.namespace(), since);
    }

    /** Recorded while another cluster has the claim and the annotation takes it: afterwards nothing shows it. */
    private static @Nullable String takenOver(ConnectionSituation at) {
        var before = at.connection().getStatus();
        var known = before == null ? null : before.takenOverAt();
        var waits = Annotated.has(at.connection(), Annotations.TAKE_OVER)
                && at.claim().isForeign();
        return waits && !(known != null && Instant.parse(known).plus(A_MINUTE).isAfter(at.now()))
                ? text(at.now())
                : known;
    }

    private static String text(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static UnownedUnits unowned(ConnectionSituation at) {
        return new UnownedUnits(
                at.connection().getSpec().accountId(),
                at.orphans().stream().map(Orphans.Orphan::unit).collect(Collectors.toSet()));
    }

    private static AwsConnectionStatus status(ConnectionSituation at, ConditionsDraft conditions, Identity identity) {
        var connection = at.connection();
        var before = connection.getStatus();
        var spec = connection.getSpec();
        var held = at.held();
        var unowned = at.orphans();
        return new AwsConnectionStatus(
                connection.getMetadata().getGeneration(),
                conditions.build(),
                "account " + spec.accountId() + ", " + counted(spec.tenants().size(), "tenant")
                        + (held.isEmpty() ? "" : ", " + counted(all(held), "deletion") + " held")
                        + (unowned.isEmpty() ? "" : ", " + counted(unowned.size(), "orphan")),
                Summaries.requestedAt(connection),
                at.tried()
                        .lastWrite(at.claim().key())
                        .map(ConnectionAssessor::text)
                        .orElse(before == null ? null : before.lastChangeTime()),
                identity.account(),
                identity.arn(),
                at.users(),
                at.usage(),
                held.isEmpty() ? null : all(held),
                held.stream().limit(MOST_HELD).toList(),
                unowned.isEmpty() ? null : unowned.size(),
                unowned.stream().map(Orphans.Orphan::line).limit(MOST_ORPHANS).toList(),
                unowned.stream()
                        .filter(one -> !one.kind().isEmpty())
                        .limit(MOST_UNOWNED)
                        .map(one -> since(one, at))
                        .toList(),
                at.deployed().orElseGet(() -> before == null ? List.of() : before.apis()).stream()
                        .limit(MOST_APIS)
                        .toList(),
                takenOver(at),
                at.claim().holder().orElse(null));
    }
}
