// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.api.AwsConnectionStatus;
import dev.apiaccess.api.DeployedPolicyNote;
import dev.apiaccess.desired.ClusterClaim;
import dev.apiaccess.desired.Desired;
import dev.apiaccess.intent.Ended;
import dev.apiaccess.measure.Effectiveness;
import dev.apiaccess.model.Settings;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.Planner;
import dev.apiaccess.snapshot.Reach;
import dev.apiaccess.snapshot.Snapshot;
import dev.apiaccess.world.SweepResults;
import dev.apiaccess.world.View;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Looks at AwsConnections: gathers how one stands. What is told of it is decided by {@link ConnectionAssessor}. */
public final class ConnectionLook {

    private final Sources sources;
    private final Reach reach;
    private final ClusterClaim claims;
    private final SweepResults sweeps;
    private final ReadTimes readTimes;
    private final Settings settings;
    private final Orphans orphans;
    private final ConnectionAssessor assessor;

    public ConnectionLook(
            Sources sources,
            Reach reach,
            ClusterClaim claims,
            SweepResults sweeps,
            ReadTimes readTimes,
            Settings settings) {
        this.sources = sources;
        this.reach = reach;
        this.claims = claims;
        this.sweeps = sweeps;
        this.readTimes = readTimes;
        this.settings = settings;
        orphans = new Orphans(sources.objects(), sources.world(), sources.desired());
        assessor = new ConnectionAssessor(settings);
    }

    /** Looks at a connection. */
    public Assessment<AwsConnectionStatus> assess(AwsConnection connection) {
        return assessor.assess(at(connection, sources.take()));
    }

    /** Looks at a connection that is being deleted. */
    public Departure<AwsConnectionStatus> assessDeletion(AwsConnection connection) {
        var situation = at(connection, sources.take());
        return new Departure<>(ConnectionAssessor.isReleased(situation), assessor.assessDeletion(situation));
    }

    /** The situation of a connection. */
    ConnectionSituation at(AwsConnection connection, Snapshot snapshot) {
        var spec = connection.getSpec();
        var accountId = spec.accountId();
        var state = reach.state(connection);
        // In this order: what is read now may be newer than what was missing a moment ago, never older.
        var reading = reading(connection);
        var claim = claim(accountId, snapshot);
        return new ConnectionSituation(
                connection,
                state,
                reading,
                claim,
                (int) users(connection.getMetadata().getName()),
                others(connection),
                sources.brake().held(connection),
                ConnectionAssessor.isUnread(connection, state, reading) ? List.of() : orphans.of(accountId, snapshot),
                sources.desired().keys().revocation().taken(accountId).stream()
                        .filter(unit -> isDue(unit, snapshot))
                        .toList(),
                QuotaUses.of(sources.world(), accountId, spec.regions()),
                deployed(connection),
                sources.tried(List.of(claim.key())),
                sources.now());
    }

    private Optional<List<DeployedPolicyNote>> deployed(AwsConnection connection) {
        var accountId = connection.getSpec().accountId();
        var before = connection.getStatus() == null
                ? List.<DeployedPolicyNote>of()
                : connection.getStatus().apis();
        var notes = new ArrayList<DeployedPolicyNote>();
        for (var region : connection.getSpec().regions()) {
            var slice = sources.world().gateway(accountId, region);
            if (slice.isEmpty()) {
                return Optional.empty();
            }
            Effectiveness.notes(slice.get(), before).forEach(notes::add);
        }
        notes.sort(Comparator.comparing(DeployedPolicyNote::apiId));
        return Optional.of(notes);
    }

    private ConnectionSituation.Reading reading(AwsConnection connection) {
        var spec = connection.getSpec();
        var accountId = spec.accountId();
        return new ConnectionSituation.Reading(
                sweeps.failure(accountId),
                sweeps.failures(accountId, spec.regions()),
                sources.world().iam(accountId).isPresent(),
                spec.regions().stream()
                        .filter(region ->
                                sources.world().gateway(accountId, region).isEmpty())
                        .toList(),
                ReadTimes.interval(accountId, sources.objects().connections(), settings),
                readTimes.since(connection));
    }

    private ConnectionSituation.Claim claim(String accountId, Snapshot snapshot) {
        var key = new UnitKey.ClaimUnit(accountId);
        var view = snapshot.view(key);
        return new ConnectionSituation.Claim(
                key,
                sources.objects().fingerprint(),
                claims.holder(view),
                view instanceof View.Known,
                isDue(key, snapshot));
    }

    /** Whether a unit has to be written. */
    private boolean isDue(UnitKey unit, Snapshot snapshot) {
        return snapshot.view(unit) instanceof View.Known known
                && !(sources.desired().of(unit, snapshot) instanceof Desired.Undecided)
                && !Planner.plan(sources.desired().of(unit, snapshot), known.observed())
                        .changes()
                        .isEmpty();
    }

    /** How many objects use a connection. */
    private long users(String connection) {
        return sources.objects()
                .bound()
                .filter(object -> object.getStatus() != null
                        && connection.equals(object.getStatus().connection())
                        // Only finalizers of others may hold it: that is no use of the connection.
                        && !Ended.is(object))
                .count();
    }

    private boolean others(AwsConnection connection) {
        return sources.objects().connections().stream()
                .anyMatch(other ->
                        other.getSpec().accountId().equals(connection.getSpec().accountId())
                                && !other.isMarkedForDeletion()
                                && !other.getMetadata()
                                        .getName()
                                        .equals(connection.getMetadata().getName()));
    }
}
