// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiKeyGrantStatus;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.ApiRateLimitStatus;
import dev.apiaccess.desired.Sids;
import dev.apiaccess.intent.AccessIntents;
import dev.apiaccess.model.ExistingPolicy;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.world.View;
import dev.apiaccess.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Things in AWS that bear our mark and belong to no object: left behind by an object whose finalizer was removed by hand, by
 * {@code deletionPolicy: Retain}, or copied by somebody. They are told, never touched.
 */
final class Orphans {

    private final ObjectStore objects;
    private final World world;

    Orphans(ObjectStore objects, World world) {
        this.objects = objects;
        this.world = world;
    }

    /** A line for each, in a stable order. */
    List<String> of(String accountId) {
        var lines = new ArrayList<String>();
        var owners = objects.policies().stream()
                .map(policy -> Sids.prefix(AccessIntents.owner(policy)))
                .collect(Collectors.toSet());
        var units = world.unitsOf(accountId);
        var ids = units.stream()
                .flatMap(unit -> world.view(unit) instanceof View.Known known ? ids(known.observed()) : Stream.empty())
                .collect(Collectors.toSet());
        for (var unit : units) {
            if (world.view(unit) instanceof View.Known known) {
                known.observed()
                        .strangers()
                        .forEach(id -> lines.add(what(unit) + " " + id + ": bears the mark of " + unit.text()
                                + ", and nothing proves that it is ours"));
                switch (unit) {
                    case UnitKey.PolicyUnit policy
                    when known.observed() instanceof Observed.Policy found ->
                        found.existing().ifPresent(existing -> policy(policy, existing, owners, lines));
                    case UnitKey.PlanUnit plan
                    when known.observed() instanceof Observed.Plan found ->
                        things(
                                "usage plan",
                                found.existing().stream().map(one -> one.id()).toList(),
                                "ApiRateLimit " + plan.namespace() + "/" + plan.name(),
                                objects.limit(plan.namespace(), plan.name()).isPresent(),
                                objects.limit(plan.namespace(), plan.name())
                                        .map(ApiRateLimit::getStatus)
                                        .map(ApiRateLimitStatus::usagePlanId)
                                        .filter(ids::contains),
                                lines);
                    case UnitKey.KeyUnit key
                    when known.observed() instanceof Observed.Key found ->
                        things(
                                "API key",
                                found.existing().stream().map(one -> one.id()).toList(),
                                "ApiKeyGrant " + key.namespace() + "/" + key.name(),
                                objects.grant(key.namespace(), key.name()).isPresent(),
                                objects.grant(key.namespace(), key.name())
                                        .map(ApiKeyGrant::getStatus)
                                        .map(ApiKeyGrantStatus::apiKeyId)
                                        .filter(ids::contains),
                                lines);
                    default -> {
                        // the claim belongs to the connections
                    }
                }
            }
        }
        lines.sort(null);
        return List.copyOf(lines);
    }

    private static String what(UnitKey unit) {
        return switch (unit) {
            case UnitKey.PolicyUnit _, UnitKey.ClaimUnit _ -> "policy";
            case UnitKey.PlanUnit _ -> "usage plan";
            case UnitKey.KeyUnit _ -> "API key";
        };
    }

    private static Stream<String> ids(Observed observed) {
        return switch (observed) {
            case Observed.Plan found -> found.existing().stream().map(one -> one.id());
            case Observed.Key found -> found.existing().stream().map(one -> one.id());
            case Observed.Policy _ -> Stream.empty();
        };
    }

    private static void policy(
            UnitKey.PolicyUnit unit, ExistingPolicy existing, Set<String> owners, List<String> lines) {
        var document = existing.policy().document();
        if (document == null) {
            return;
        }
        for (var statement : document.statements()) {
            var sid = statement.sid();
            if (sid != null && Sids.owned(sid) && !owners.contains(Sids.prefix(sid))) {
                lines.add("policy " + existing.policy().name() + ", statement " + sid + " for "
                        + unit.principal().text() + ": there is no such ApiAccessPolicy in namespace "
                        + unit.namespace());
            }
        }
    }

    /** @param own what the owner has by its status, if that is in AWS */
    private static void things(
            String what, List<String> ids, String owner, boolean there, Optional<String> own, List<String> lines) {
        if (!there) {
            ids.forEach(id -> lines.add(what + " " + id + ": there is no " + owner));
        } else if (own.isPresent() && !ids.contains(own.get())) {
            // In another region than the owner's.
            ids.forEach(id -> lines.add(what + " " + id + ": " + owner + " has " + own.get() + " already"));
        } else if (ids.size() > 1) {
            ids.stream()
                    .skip(1)
                    .forEach(id -> lines.add(what + " " + id + ": " + owner + " has " + ids.getFirst() + " already"));
        }
    }
}
