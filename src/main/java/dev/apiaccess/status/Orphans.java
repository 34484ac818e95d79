// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ObjectStatus;
import dev.apiaccess.desired.Desired;
import dev.apiaccess.desired.DesiredState;
import dev.apiaccess.intent.AccessIntents;
import dev.apiaccess.intent.Ended;
import dev.apiaccess.model.Existing;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.ExistingPolicy;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Sids;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.KeyMatches;
import dev.apiaccess.snapshot.ObjectStore;
import dev.apiaccess.snapshot.Snapshot;
import dev.apiaccess.world.View;
import dev.apiaccess.world.World;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Things in AWS that bear our mark and that no object wants, now or in an overlap: left behind by an object whose finalizer was removed
 * by hand, by {@code deletionPolicy: Retain}, or copied. What an object works on, or removes by itself, is none, since readers may
 * delete what is on the list.
 */
public final class Orphans {

    /**
     * One of them.
     *
     * @param kind empty for a thing that bears our mark and is not proven to be ours
     * @param line the text that people see
     */
    public record Orphan(UnitKey unit, String kind, String id, String namespace, String line) {}

    private final ObjectStore objects;
    private final World world;
    private final DesiredState desired;

    public Orphans(ObjectStore objects, World world, DesiredState desired) {
        this.objects = objects;
        this.world = world;
        this.desired = desired;
    }

    /** All of an account, in a stable order. */
    public List<Orphan> of(String accountId, Snapshot snapshot) {
        var found = new ArrayList<Orphan>();
        var owners = objects.policies().stream()
                .filter(policy -> !Ended.is(policy))
                .map(policy -> Sids.prefix(AccessIntents.owner(policy)))
                .collect(Collectors.toSet());
        var units = world.unitsOf(accountId);
        var ids = units.stream()
                .flatMap(unit -> snapshot.view(unit) instanceof View.Known known
                        ? known.observed().held().stream().map(Existing::id)
                        : Stream.empty())
                .collect(Collectors.toSet());
        for (var unit : units) {
            if (snapshot.view(unit) instanceof View.Known known) {
                known.observed()
                        .strangers()
                        .forEach(id -> found.add(new Orphan(
                                unit,
                                "",
                                id,
                                "",
                                unit.thing() + " " + id + ": bears the mark of " + unit.text()
                                        + ", and nothing proves that it is ours")));
                var there = known.observed();
                switch (unit) {
                    case UnitKey.PolicyUnit policy ->
                        there.as(Observed.Policy.class, unit.text())
                                .existing()
                                .ifPresent(existing -> statements(policy, existing, owners, found));
                    case UnitKey.ApiKeyUnit key ->
                        keys(key, there.as(Observed.Key.class, unit.text()), ids, found, snapshot);
                    case UnitKey.Owned owned -> things(owned, there, ids, found);
                    case UnitKey.ClaimUnit _, UnitKey.RestApiUnit _ -> {
                        // a claim belongs to the connections, an API to others
                    }
                }
            }
        }
        found.sort(Comparator.comparing(Orphan::line));
        return List.copyOf(found);
    }

    private static void statements(
            UnitKey.PolicyUnit unit, ExistingPolicy existing, Set<String> owners, List<Orphan> found) {
        var document = existing.policy().document();
        if (document == null) {
            return;
        }
        var attached = existing.policy().attachedTo().stream()
                .anyMatch(one -> one.identity().equals(unit.principal().identity()));
        for (var statement : document.statements()) {
            var sid = statement.sid();
            if (sid == null) {
                continue;
            }
            var retained = Sids.retained(sid);
            if (retained || (Sids.owned(sid) && !owners.contains(Sids.prefix(sid)))) {
                found.add(new Orphan(
                        unit,
                        "Statement",
                        existing.policy().name() + "/" + sid,
                        unit.namespace(),
                        "policy " + existing.policy().name() + (attached ? "" : " (not attached)") + ", statement "
                                + sid + " for " + unit.principal().text() + ": "
                                + (retained
                                        ? "it was retained by an ApiAccessPolicy in namespace " + unit.namespace()
                                        : "there is no such ApiAccessPolicy in namespace " + unit.namespace())));
            }
        }
    }

    /** While it is not recorded which of several things is the one that works, none of them is listed. */
    private void things(UnitKey.Owned unit, Observed there, Set<String> ids, List<Orphan> found) {
        var name = unit.owner().kind() + " " + unit.owner().namespacedName();
        var owner = objects.owner(unit.owner()).filter(one -> !Ended.is(one));
        var own = owner.<ObjectStatus>map(CustomResource::getStatus).stream()
                .flatMap(status -> status.ownIds().stream())
                .filter(ids::contains)
                .sorted()
                .toList();
        for (var one : there.held()) {
            var why = "";
            if (owner.isEmpty()) {
                why = "there is no " + name;
            } else if (!own.isEmpty() && !own.contains(one.id())) {
                why = name + " has " + String.join(", ", own) + " already";
            }
            if (!why.isEmpty()) {
                found.add(new Orphan(
                        unit, unit.type(), one.id(), unit.namespace(), unit.thing() + " " + one.id() + ": " + why));
            }
        }
    }

    private void keys(
            UnitKey.ApiKeyUnit unit, Observed.Key there, Set<String> ids, List<Orphan> found, Snapshot snapshot) {
        var owner = "ApiKeyGrant " + unit.namespace() + "/" + unit.name();
        var grant = objects.grant(unit.namespace(), unit.name()).filter(one -> !Ended.is(one));
        if (grant.isEmpty()) {
            there.existing().forEach(one -> found.add(orphan(unit, one, "there is no " + owner)));
            return;
        }
        var noted = desired.keys().notedIds(grant.get()).stream()
                .filter(ids::contains)
                .sorted()
                .toList();
        unwanted(unit, there, grant.get(), noted, snapshot)
                .forEach(one -> found.add(orphan(
                        unit,
                        one,
                        owner + " has " + (noted.isEmpty() ? "another" : String.join(", ", noted)) + " already")));
    }

    private static Orphan orphan(UnitKey.ApiKeyUnit unit, ExistingKey key, String why) {
        return new Orphan(
                unit,
                unit.type(),
                key.id(),
                unit.namespace(),
                unit.thing() + " " + key.id() + (key.key().enabled() ? "" : " (disabled)") + ": " + why);
    }

    /** @param noted ids of keys of the grant that are in AWS, in any region */
    private List<ExistingKey> unwanted(
            UnitKey.ApiKeyUnit unit,
            Observed.Key there,
            ApiKeyGrant grant,
            Collection<String> noted,
            Snapshot snapshot) {
        var others = there.existing().stream()
                .filter(one -> !noted.contains(one.id()))
                .toList();
        if (others.isEmpty()) {
            return List.of();
        }
        if (!noted.isEmpty() && others.size() == there.existing().size() && isElsewhere(unit, grant)) {
            return others;
        }
        return switch (desired.of(unit, snapshot)) {
            // Older revisions are removed by themselves, and one that was just made is not recorded yet.
            case Desired.Key key ->
                KeyMatches.of(key, there).copies().stream()
                        .filter(others::contains)
                        .toList();
            case Desired.Absent _ -> List.of();
            // Nothing is done for it now: while it is not known which is whose, none of them is listed.
            default ->
                noted.isEmpty()
                        ? List.of()
                        : others.stream()
                                .filter(one -> !desired.keys().mayBeWanted(unit, grant, one))
                                .toList();
        };
    }

    /** Whether the grant has its key in another region than that of a unit. */
    private boolean isElsewhere(UnitKey.ApiKeyUnit unit, ApiKeyGrant grant) {
        var own = grant.getStatus() == null ? null : grant.getStatus().apiKeyId();
        return own != null
                && world.unitsOf(unit.accountId()).stream()
                        .filter(other -> other instanceof UnitKey.ApiKeyUnit key
                                && key.namespace().equals(unit.namespace())
                                && key.name().equals(unit.name())
                                && !key.region().equals(unit.region()))
                        .anyMatch(other -> world.view(other) instanceof View.Known known
                                && known.observed().held().stream().anyMatch(one -> own.equals(one.id())));
    }
}
