// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.Annotations;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.api.AwsConnectionStatus;
import dev.apiaccess.api.CommonStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.HeldDeletions;
import dev.apiaccess.api.Reason;
import dev.apiaccess.api.UnownedThing;
import dev.apiaccess.desired.Claims;
import dev.apiaccess.desired.Desired;
import dev.apiaccess.desired.DesiredState;
import dev.apiaccess.intent.Annotated;
import dev.apiaccess.intent.Ended;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.model.Priority;
import dev.apiaccess.model.Settings;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.Planner;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.port.ConnectionState;
import dev.apiaccess.snapshot.DeletionBrake;
import dev.apiaccess.snapshot.ObjectStore;
import dev.apiaccess.snapshot.Reach;
import dev.apiaccess.snapshot.Snapshot;
import dev.apiaccess.snapshot.Snapshots;
import dev.apiaccess.world.SweepResults;
import dev.apiaccess.world.View;
import dev.apiaccess.world.World;
import java.time.Clock;
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

/** Looks at one AwsConnection. */
public final class ConnectionAssessor {

    private static final int MOST_ORPHANS = 20;
    private static final int MOST_HELD = 20;
    private static final int MOST_UNOWNED = 50;
    private static final Duration A_MINUTE = Duration.ofMinutes(1);

    private final ObjectStore objects;
    private final Snapshots snapshots;
    private final Reach reach;
    private final World world;
    private final DesiredState desired;
    private final Claims claims;
    private final Attempts attempts;
    private final SweepResults sweeps;
    private final Looks looks;
    private final DeletionBrake brake;
    private final Orphans orphans;
    private final Settings settings;
    private final Clock clock;

    public ConnectionAssessor(
            ObjectStore objects,
            Snapshots snapshots,
            Reach reach,
            World world,
            DesiredState desired,
            Claims claims,
            Attempts attempts,
            SweepResults sweeps,
            Looks looks,
            DeletionBrake brake,
            Settings settings,
            Clock clock) {
        this.objects = objects;
        this.snapshots = snapshots;
        this.reach = reach;
        this.world = world;
        this.desired = desired;
        this.claims = claims;
        this.attempts = attempts;
        this.sweeps = sweeps;
        this.looks = looks;
        this.brake = brake;
        this.orphans = new Orphans(objects, world, desired);
        this.settings = settings;
        this.clock = clock;
    }

    /** Looks at a connection. */
    public Assessment<AwsConnectionStatus> assess(AwsConnection connection) {
        var snapshot = snapshots.take();
        var before = connection.getStatus();
        var generation = connection.getMetadata().getGeneration();
        var conditions = new dev.apiaccess.status.Conditions(
                before == null ? List.of() : before.conditions(), generation == null ? 0 : generation, clock);
        var submit = new HashMap<UnitKey, Priority>();
        var state = reach.state(connection);
        String identity = before == null ? null : before.identityArn();
        String account = before == null ? null : before.accountId();
        var unknown = connection.getSpec().unknownFields();
        if (!unknown.isEmpty()) {
            var message =
                    "this version does not know " + String.join(", ", unknown) + ": upgrade the operator or remove it";
            conditions
                    .isFalse(ConditionType.Accepted, Reason.Unsupported, message)
                    .stalled(Reason.Unsupported, message);
            return new Assessment<>(
                    status(connection, before, conditions, account, identity, snapshot),
                    Map.of(),
                    Map.of(),
                    Optional.empty());
        }
        if (before != null && unread(connection, before, state)) {
            return Assessment.unchanged(before);
        }
        switch (state) {
            case ConnectionState.Opening _ ->
                conditions
                        .isUnknown(ConditionType.Accepted, Reason.Pending, "asking AWS who we are")
                        .reconciling(Reason.Pending, "asking AWS who we are");
            case ConnectionState.Failed failed -> {
                var told = Outcomes.connection(failed.failure());
                conditions.isUnknown(ConditionType.Accepted, told.reason(), told.message());
                if (told.stalled()) {
                    conditions.stalled(told.reason(), told.message());
                } else {
                    conditions.reconciling(told.reason(), told.message());
                }
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
                identity = open.identity().arn();
                account = open.identity().accountId();
                open(connection, conditions, submit, snapshot);
            }
        }
        var interval = Looks.interval(connection.getSpec().accountId(), objects.connections(), settings);
        var again = looks.tell(connection, interval, before, conditions, settings, clock.instant());
        revoke(connection.getSpec().accountId(), submit, snapshot);
        var after = status(connection, before, conditions, account, identity, snapshot);
        return new Assessment<>(after, submit, Map.of(), again, notes(connection, before, after));
    }

    private static List<Note> notes(
            AwsConnection connection, @Nullable AwsConnectionStatus before, AwsConnectionStatus after) {
        return Stream.concat(scarce(connection, before, after).stream(), incomplete(connection, before, after).stream())
                .toList();
    }

    /** Limits of tenants that leave something open, told once for each edit that brings it about. */
    private static Optional<Note> incomplete(
            AwsConnection connection, @Nullable AwsConnectionStatus before, AwsConnectionStatus after) {
        var gaps = LimitGaps.of(connection);
        return gaps.isEmpty()
                        || (before != null && Objects.equals(before.observedGeneration(), after.observedGeneration()))
                ? Optional.empty()
                : Optional.of(new Note(connection, Note.Type.WARNING, "LimitsIncomplete", gaps));
    }

    /** What no object wants and what the connection takes back loses its effect. */
    private void revoke(String accountId, Map<UnitKey, Priority> submit, Snapshot snapshot) {
        for (var unit : desired.keys().revocation().taken(accountId)) {
            if (world.view(unit) instanceof View.Known known
                    && !(desired.of(unit, snapshot) instanceof Desired.Undecided)
                    && !Planner.plan(desired.of(unit, snapshot), known.observed())
                            .changes()
                            .isEmpty()) {
                submit.put(unit, Priority.REVOKE);
            }
        }
    }

    /** A quota of AWS was four fifths used up since the last look: nothing is refused yet. */
    private static List<Note> scarce(
            AwsConnection connection, @Nullable AwsConnectionStatus before, AwsConnectionStatus after) {
        return QuotaUses.newlyScarce(before == null ? List.of() : before.usage(), after.usage())
                .map(text -> new Note(connection, Note.Type.WARNING, "QuotaNearlyUsed", text))
                .stream()
                .toList();
    }

    /** A connection that was ready stays so after a restart until AWS has answered: everything else waits for it. */
    private boolean unread(AwsConnection connection, AwsConnectionStatus before, ConnectionState state) {
        var accountId = connection.getSpec().accountId();
        var reading = state instanceof ConnectionState.Opening
                || (state instanceof ConnectionState.Open
                        && sweeps.first(accountId, connection.getSpec().regions())
                                .isEmpty()
                        && (world.iam(accountId).isEmpty()
                                || connection.getSpec().regions().stream()
                                        .anyMatch(region ->
                                                world.gateway(accountId, region).isEmpty())));
        return reading
                && Objects.equals(
                        before.observedGeneration(), connection.getMetadata().getGeneration())
                && StatusConditions.holds(before.conditions(), ConditionType.Ready);
    }

    private void open(
            AwsConnection connection,
            dev.apiaccess.status.Conditions conditions,
            Map<UnitKey, Priority> submit,
            Snapshot snapshot) {
        var accountId = connection.getSpec().accountId();
        var fingerprint = objects.fingerprint();
        var failure = sweeps.failure(accountId);
        var gaps = LimitGaps.of(connection);
        conditions.isTrue(
                ConditionType.Accepted,
                Reason.Accepted,
                "the credentials belong to the account" + (gaps.isEmpty() ? "" : "; " + gaps));
        if (failure.isPresent()) {
            var told = Outcomes.connection(failure.get());
            if (told.stalled()) {
                conditions.stalled(told.reason(), told.message());
            } else {
                conditions.reconciling(told.reason(), told.message());
            }
            return;
        }
        var claim = new UnitKey.ClaimUnit(accountId);
        if (fingerprint.isEmpty() || !(world.view(claim) instanceof View.Known known)) {
            conditions.reconciling(Reason.Pending, "the account is being read for the first time");
            return;
        }
        var holder = claims.holder(accountId);
        var wanted = desired.of(claim, snapshot);
        if (!(wanted instanceof Desired.Undecided)
                && !Planner.plan(wanted, known.observed()).changes().isEmpty()) {
            submit.put(claim, Priority.USER_CHANGE);
        }
        if (holder.isPresent() && !holder.get().equals(fingerprint.get())) {
            var message = "cluster id " + settings.clusterId() + " is used in account " + accountId
                    + " by the cluster with fingerprint " + holder.get()
                    + ": give this cluster another id, or set the annotation "
                    + Annotations.TAKE_OVER + " when that cluster is gone";
            conditions
                    .isFalse(ConditionType.Accepted, Reason.ClusterIdInUse, message)
                    .stalled(Reason.ClusterIdInUse, message);
            return;
        }
        if (holder.isEmpty()) {
            var told = claimed(claim);
            if (told.stalled()) {
                conditions.stalled(told.reason(), told.message());
            } else {
                conditions.reconciling(told.reason(), told.message());
            }
            return;
        }
        var regional = sweeps.failures(accountId, connection.getSpec().regions());
        if (!regional.isEmpty()) {
            var told = Outcomes.connection(regional.firstEntry().getValue());
            var message = partly(connection.getSpec().regions(), regional, told.message());
            if (told.stalled()) {
                conditions.stalled(told.reason(), message);
            } else {
                conditions.reconciling(told.reason(), message);
            }
            return;
        }
        var missing = connection.getSpec().regions().stream()
                .filter(region -> world.gateway(accountId, region).isEmpty())
                .toList();
        if (!missing.isEmpty()) {
            conditions.reconciling(Reason.Pending, "being read for the first time: " + String.join(", ", missing));
            return;
        }
        var within = "account " + accountId + " is within reach in "
                + String.join(", ", connection.getSpec().regions())
                + QuotaUses.warning(QuotaUses.of(
                                world, accountId, connection.getSpec().regions()))
                        .map(told -> "; " + told)
                        .orElse("");
        var name = connection.getMetadata().getName();
        var held = brake.held(connection);
        if (held.isEmpty()) {
            conditions.isTrue(ConditionType.Ready, Reason.Ready, within);
        } else {
            conditions.isTrue(ConditionType.Ready, Reason.DeletionHeld, within + "; " + held(name, held));
        }
    }

    /** Ends with the command that lets go: on the Namespace where only one is concerned, since it means that one alone. */
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

    /** Which regions are looked after comes first: what AWS says of the others is long. */
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

    /** Objects that use a connection. */
    long users(String connection) {
        return objects.bound()
                .filter(object -> object.getStatus() != null
                        && connection.equals(object.getStatus().connection())
                        // Others may hold it by finalizers of their own: that is no use of the connection.
                        && !Ended.is(object))
                .count();
    }

    /** Looks at a connection that is being deleted. */
    public Assessment<AwsConnectionStatus> assessDeletion(AwsConnection connection) {
        var snapshot = snapshots.take();
        var before = connection.getStatus();
        var generation = connection.getMetadata().getGeneration();
        var conditions = new dev.apiaccess.status.Conditions(
                before == null ? List.of() : before.conditions(), generation == null ? 0 : generation, clock);
        var submit = new HashMap<UnitKey, Priority>();
        var users = users(connection.getMetadata().getName());
        if (users > 0) {
            conditions.reconciling(
                    Reason.InUse, users + " objects use it: delete them first, see kubectl get apiaccess -A");
        } else if (!released(connection)) {
            var claim = new UnitKey.ClaimUnit(connection.getSpec().accountId());
            var told = claimed(claim);
            conditions.reconciling(told.reason(), told.message());
            submit.put(claim, Priority.REVOKE);
        } else {
            conditions.reconciling(Reason.Pending, "released");
        }
        return new Assessment<>(
                status(
                        connection,
                        before,
                        conditions,
                        before == null ? null : before.accountId(),
                        before == null ? null : before.identityArn(),
                        snapshot),
                submit,
                Map.of(),
                Optional.empty());
    }

    /**
     * Whether nothing of ours keeps the connection: no object, and no claim that only this connection could take back. Not
     * knowing yet is no; an account that people have to put within reach again is let go.
     */
    public boolean released(AwsConnection connection) {
        var accountId = connection.getSpec().accountId();
        if (users(connection.getMetadata().getName()) > 0) {
            return false;
        }
        var others = objects.connections().stream()
                .anyMatch(other -> other.getSpec().accountId().equals(accountId)
                        && !other.isMarkedForDeletion()
                        && !other.getMetadata()
                                .getName()
                                .equals(connection.getMetadata().getName()));
        if (others || !connection.getSpec().unknownFields().isEmpty()) {
            return true;
        }
        var state = reach.state(connection);
        return switch (state) {
            case ConnectionState.Opening _ -> false;
            case ConnectionState.WrongAccount _ -> true;
            case ConnectionState.Failed failed ->
                Outcomes.connection(failed.failure()).stalled();
            // Credentials may still be good for an hour when the account has been lost already: then listing fails.
            case ConnectionState.Open _ ->
                sweeps.first(accountId, connection.getSpec().regions())
                                .filter(failure -> Outcomes.connection(failure).stalled())
                                .isPresent()
                        || (world.view(new UnitKey.ClaimUnit(accountId)) instanceof View.Known
                                && !claims.held(accountId, objects.fingerprint().orElse("")));
        };
    }

    private Outcomes.Told claimed(UnitKey.ClaimUnit claim) {
        return Outcomes.tell(
                "the claim on the account", attempts.outcome(claim), clock.instant(), settings.deniedForLong());
    }

    private UnownedThing since(Orphans.Orphan one, @Nullable AwsConnectionStatus before) {
        var since = (before == null ? List.<UnownedThing>of() : before.unowned())
                .stream()
                        .filter(known ->
                                one.kind().equals(known.kind()) && one.id().equals(known.id()))
                        .map(UnownedThing::since)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElseGet(this::now);
        return new UnownedThing(one.kind(), one.id(), one.namespace(), since);
    }

    /** Noted while another cluster has the claim and the annotation takes it: afterwards nothing tells it any more. */
    private @Nullable String takenOver(AwsConnection connection) {
        var before = connection.getStatus();
        var known = before == null ? null : before.takenOverAt();
        var holder = claims.holder(connection.getSpec().accountId());
        var foreign = holder.isPresent()
                && objects.fingerprint()
                        .filter(fingerprint -> !holder.get().equals(fingerprint))
                        .isPresent();
        var waits = Annotated.has(connection, Annotations.TAKE_OVER) && foreign;
        return waits && !(known != null && Instant.parse(known).plus(A_MINUTE).isAfter(clock.instant()))
                ? now()
                : known;
    }

    private String now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private AwsConnectionStatus status(
            AwsConnection connection,
            @Nullable CommonStatus before,
            dev.apiaccess.status.Conditions conditions,
            @Nullable String account,
            @Nullable String identity,
            Snapshot snapshot) {
        var spec = connection.getSpec();
        var name = connection.getMetadata().getName();
        var held = brake.held(connection);
        var unowned = orphans.of(spec.accountId(), snapshot);
        desired.keys()
                .revocation()
                .seen(
                        spec.accountId(),
                        unowned.stream().map(Orphans.Orphan::unit).collect(Collectors.toSet()));
        return new AwsConnectionStatus(
                connection.getMetadata().getGeneration(),
                conditions.build(),
                "account " + spec.accountId() + ", " + counted(spec.tenants().size(), "tenant")
                        + (held.isEmpty() ? "" : ", " + counted(all(held), "deletion") + " held")
                        + (unowned.isEmpty() ? "" : ", " + counted(unowned.size(), "orphan")),
                Summaries.requestedAt(connection),
                attempts.lastWrite(new UnitKey.ClaimUnit(spec.accountId()))
                        .map(at -> at.truncatedTo(ChronoUnit.SECONDS).toString())
                        .orElse(before == null ? null : before.lastChangeTime()),
                account,
                identity,
                (int) users(name),
                QuotaUses.of(world, spec.accountId(), spec.regions()),
                held.isEmpty() ? null : all(held),
                held.stream().limit(MOST_HELD).toList(),
                unowned.isEmpty() ? null : unowned.size(),
                unowned.stream().map(Orphans.Orphan::line).limit(MOST_ORPHANS).toList(),
                unowned.stream()
                        .filter(one -> !one.kind().isEmpty())
                        .limit(MOST_UNOWNED)
                        .map(one -> since(one, connection.getStatus()))
                        .toList(),
                takenOver(connection),
                claims.holder(spec.accountId()).orElse(null));
    }
}
