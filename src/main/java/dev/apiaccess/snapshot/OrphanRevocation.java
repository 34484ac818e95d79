// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.snapshot;

import dev.apiaccess.api.Annotations;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.api.OrphanPolicy;
import dev.apiaccess.intent.Annotated;
import dev.apiaccess.intent.Bindings;
import dev.apiaccess.intent.Surroundings;
import dev.apiaccess.model.Settings;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.world.GatewaySlice;
import dev.apiaccess.world.IamSlice;
import dev.apiaccess.world.World;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Whether things that no object wants lose their effect: where a connection says {@code orphans: Revoke}, in a namespace that no tenant
 * admits. First, two listings in a row that both began after that must show the thing, so that there is time to see what the setting,
 * or taking a namespace out of a tenant, means. Nothing is revoked within a day after the account was taken over: a restored cluster
 * gets its objects back one after the other.
 */
public final class OrphanRevocation {

    private final ObjectStore objects;
    private final World world;
    private final Settings settings;
    private final Clock clock;
    private final Map<UnitKey, Seen> mayGo = new ConcurrentHashMap<>();

    /**
     * Something that may be revoked.
     *
     * @param since from when on it may be, without a break
     * @param first when the first listing began that showed it after that
     */
    private record Seen(Instant since, Optional<Instant> first) {

        Seen in(Instant listing) {
            return first.isEmpty() && listing.isAfter(since) ? new Seen(since, Optional.of(listing)) : this;
        }
    }

    public OrphanRevocation(ObjectStore objects, World world, Settings settings, Clock clock) {
        this.objects = objects;
        this.world = world;
        this.settings = settings;
        this.clock = clock;
    }

    /** Notes the units of an account in which something exists now that no object wants. */
    public void seen(String accountId, Collection<? extends UnitKey> units) {
        var may = revokes(accountId)
                ? units.stream()
                        .filter(unit -> !isAdmitted(accountId, unit.namespace()))
                        .collect(Collectors.<UnitKey>toSet())
                : Set.<UnitKey>of();
        var accounts = objects.connections().stream()
                .map(one -> one.getSpec().accountId())
                .collect(Collectors.toSet());
        mayGo.keySet()
                .removeIf(unit -> unit.accountId().equals(accountId)
                        ? !may.contains(unit)
                        : !accounts.contains(unit.accountId()));
        for (var unit : may) {
            listedAt(unit)
                    .ifPresent(at -> mayGo.compute(
                            unit,
                            (_, known) -> (known == null ? new Seen(world.moment(), Optional.empty()) : known).in(at)));
        }
    }

    /** Whether what no object wants in a unit is revoked. */
    public boolean takes(UnitKey unit) {
        var first = Optional.ofNullable(mayGo.get(unit)).flatMap(Seen::first);
        return first.isPresent()
                && listedAt(unit).filter(at -> at.isAfter(first.get())).isPresent()
                && revokes(unit.accountId())
                && !isAdmitted(unit.accountId(), unit.namespace());
    }

    /** The units of an account in which something is revoked. */
    public List<UnitKey> taken(String accountId) {
        return mayGo.keySet().stream()
                .filter(unit -> unit.accountId().equals(accountId) && takes(unit))
                .toList();
    }

    private boolean revokes(String accountId) {
        return connections(accountId).stream()
                        .anyMatch(one -> one.getSpec().orphans() == OrphanPolicy.Revoke
                                && !one.isMarkedForDeletion()
                                && one.getSpec().unknownFields().isEmpty())
                && connections(accountId).stream().noneMatch(this::isJustTakenOver);
    }

    private boolean isJustTakenOver(AwsConnection connection) {
        var at = connection.getStatus() == null ? null : connection.getStatus().takenOverAt();
        return Annotated.has(connection, Annotations.TAKE_OVER)
                || (at != null && clock.instant().isBefore(Instant.parse(at).plus(settings.restoreTime())));
    }

    private boolean isAdmitted(String accountId, String namespace) {
        var all = objects.connections();
        var around = new Surroundings(namespace, objects.labels(namespace), all, Map.of());
        return connections(accountId).stream()
                .anyMatch(one -> !Bindings.tenants(one, around).isEmpty());
    }

    private List<AwsConnection> connections(String accountId) {
        return objects.connections().stream()
                .filter(one -> one.getSpec().accountId().equals(accountId))
                .toList();
    }

    /** When the last listing of the place began; empty for the claim of a cluster, which is never an orphan. */
    private Optional<Instant> listedAt(UnitKey unit) {
        var place = unit.place();
        return unit instanceof UnitKey.ClaimUnit
                ? Optional.empty()
                : place.isGlobal()
                        ? world.iam(place.accountId()).map(IamSlice::beganAt)
                        : world.gateway(place.accountId(), place.region()).map(GatewaySlice::beganAt);
    }
}
