// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.reactions;

import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.ObjectStatus;
import dev.apiaccess.api.Reason;
import dev.apiaccess.call.Connections;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.model.Place;
import dev.apiaccess.model.Settings;
import dev.apiaccess.port.AwsConnector;
import dev.apiaccess.port.ConnectionState;
import dev.apiaccess.snapshot.ObjectStore;
import dev.apiaccess.status.ReadTimes;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Opens connections and has their accounts swept, for as long as a connection leads there. */
public final class OpenConnections {

    private final AwsSide aws;
    private final SweepNotes notes;
    private final ObjectStore objects;
    private final Settings settings;
    private final Clock clock;

    public OpenConnections(AwsSide aws, SweepNotes notes, ObjectStore objects, Settings settings, Clock clock) {
        this.aws = aws;
        this.notes = notes;
        this.objects = objects;
        this.settings = settings;
        this.clock = clock;
    }

    /** Opens a connection, and sweeps its account once AWS has confirmed our identity. */
    public void open(AwsConnection connection) {
        if (!connection.getSpec().unknownFields().isEmpty()) {
            return;
        }
        if (aws.connections().ensure(wanted(connection)) instanceof ConnectionState.Open) {
            look(connection);
        }
    }

    /** Not while another connection to the account leaves: what it forgets would be lost to this one. */
    private synchronized void look(AwsConnection connection) {
        var accountId = connection.getSpec().accountId();
        if (!aws.sweeper().watches(accountId)) {
            notes.stages().remember(connection, objects);
        }
        notes.readTimes().begin(connection, objects.connections(), clock.instant());
        watch(accountId);
    }

    /** Forgets an account when no connection leads to it any more. */
    public synchronized void leave(AwsConnection connection) {
        aws.connections().close(connection.getMetadata().getName());
        var accountId = connection.getSpec().accountId();
        if (aws.accounts().reach(accountId).isEmpty()) {
            aws.sweeper().unwatch(accountId);
            notes.readTimes().forget(accountId);
            notes.results().forget(accountId);
            aws.world().forget(accountId);
        } else if (aws.sweeper().watches(accountId)) {
            watch(accountId);
        }
    }

    /** Settings of the connection, in the terms of {@link Connections}. */
    private Connections.Wanted wanted(AwsConnection connection) {
        var spec = connection.getSpec();
        var role = spec.assumeRole();
        return new Connections.Wanted(
                new AwsConnector.Settings(
                        connection.getMetadata().getName(),
                        role == null ? null : role.arn(),
                        role == null ? null : role.externalId()),
                spec.accountId(),
                spec.regions(),
                Objects.requireNonNullElse(spec.quotaPercent(), settings.quotaPercent()));
    }

    private void watch(String accountId) {
        aws.sweeper().watch(accountId, ReadTimes.interval(accountId, objects.connections(), settings));
    }

    /**
     * Records what an assessed object needs to know; accounts in which that was not read before are swept soon.
     *
     * @param apis ids of the APIs whose stages it needs
     */
    public void looked(HasMetadata object, Map<Place, Set<String>> apis) {
        notes.stages().looked(object, apis).forEach(aws.sweeper()::request);
    }

    /** Drops what a deleted object needed to know. */
    public void gone(HasMetadata object) {
        notes.stages().gone(object);
    }

    /** Requests a sweep, which reads what objects have come to need. */
    public void lookSoon(String accountId) {
        aws.sweeper().requestSoon(accountId);
    }

    /** Requests a sweep for a new generation that names a thing missing in the last listing: it may be newer than the listing. */
    public void lookSoonFor(HasMetadata object, @Nullable ObjectStatus before, ObjectStatus after) {
        var seen = before != null
                && Objects.equals(
                        before.observedGeneration(), object.getMetadata().getGeneration());
        var missing = StatusConditions.find(after.conditions(), ConditionType.Accepted)
                .filter(accepted -> Reason.TargetNotFound.name().equals(accepted.getReason())
                        || Reason.PrincipalNotFound.name().equals(accepted.getReason()))
                .isPresent();
        if (!seen && missing) {
            aws.accounts().all().forEach(account -> aws.sweeper().request(account.accountId()));
        }
    }
}
