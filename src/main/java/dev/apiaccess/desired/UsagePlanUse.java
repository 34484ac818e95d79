// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.desired;

import dev.apiaccess.api.Annotations;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.intent.Annotated;
import dev.apiaccess.intent.Ended;
import dev.apiaccess.intent.KeyIntents;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.snapshot.ObjectStore;
import dev.apiaccess.world.View;
import dev.apiaccess.world.World;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which keys would lose access with a usage plan. A plan is deleted after its keys are out: first those of the grants that name it,
 * then all others in it. AWS does not refuse to delete a plan with keys, so nothing else would stop it.
 */
public final class UsagePlanUse {

    private static final int MOST_NAMES = 5;

    private final ObjectStore objects;
    private final World world;

    public UsagePlanUse(ObjectStore objects, World world) {
        this.objects = objects;
        this.world = world;
    }

    /** Why the plan of a limit that is being deleted has to stay, with what to do about it; empty when it may go. */
    public Optional<String> keeps(ApiRateLimit limit, UnitKey.UsagePlanUnit unit, Observed observed) {
        var grants = new TreeSet<String>();
        if (!Annotated.has(limit, Annotations.FORCE)) {
            // A grant that names it without being admitted holds nothing up.
            admitted(limit)
                    .forEach(grant -> grants.add(grant.getMetadata().getNamespace() + "/"
                            + grant.getMetadata().getName()));
        }
        return grants.isEmpty()
                ? keeps(Annotated.has(limit, Annotations.FORCE), unit, observed)
                : Optional.of(counted(grants, "grant uses it", "grants use it")
                        + (grants.size() == 1
                                ? ": delete it or take this tier out of it"
                                : ": delete them or take this tier out of them")
                        + ", or set the annotation " + Annotations.FORCE + " to cut "
                        + (grants.size() == 1 ? "it" : "them") + " off");
    }

    /** The grants that use a limit: those that name it and that it admits. */
    public List<ApiKeyGrant> admitted(ApiRateLimit limit) {
        var meta = limit.getMetadata();
        return objects.grantsOf(meta.getNamespace(), meta.getName()).stream()
                .filter(grant -> !Ended.is(grant))
                .filter(grant -> {
                    var namespace = grant.getMetadata().getNamespace();
                    return KeyIntents.consents(limit, namespace, objects.labels(namespace));
                })
                .toList();
    }

    /** The same for a plan that its tenant withdraws: use does not hold it, only keys that are just being taken out. */
    public Optional<String> keepsWithdrawn(UnitKey.UsagePlanUnit unit, Observed observed) {
        return keeps(true, unit, observed);
    }

    /** How many API keys AWS has in a plan: ours, including retained ones and those not taken out yet, and foreign ones. */
    public int keys(UnitKey.UsagePlanUnit unit, String planId) {
        var units = new HashSet<>(world.inventory().keysListedIn(unit.accountId(), unit.region(), planId));
        // Keys put into it since the last listing are of grants that name it.
        objects.grantsOf(unit.namespace(), unit.name())
                .forEach(grant -> units.add(new UnitKey.ApiKeyUnit(
                        unit.accountId(),
                        unit.region(),
                        grant.getMetadata().getNamespace(),
                        grant.getMetadata().getName())));
        var ours = units.stream()
                .flatMap(key ->
                        world.view(key) instanceof View.Known known && known.observed() instanceof Observed.Key found
                                ? found.existing().stream()
                                : Stream.empty())
                .filter(key -> key.proof().proven() && key.key().planIds().contains(planId))
                .count();
        return (int) ours
                + world.inventory()
                        .foreignKeysIn(unit.accountId(), unit.region(), planId)
                        .size();
    }

    private Optional<String> keeps(boolean forced, UnitKey.UsagePlanUnit unit, Observed observed) {
        var leaving = new TreeSet<String>();
        var forsaken = new TreeSet<String>();
        planIds(observed)
                .flatMap(id -> world.inventory().keysIn(unit.accountId(), id).stream()
                        // By force only keys count that are taken out in order, which are ours.
                        .filter(key -> !forced || isOurs(key, id)))
                .forEach(key -> {
                    var hasGrant = objects.grant(key.namespace(), key.name())
                            .filter(grant -> !Ended.is(grant))
                            .isPresent();
                    (hasGrant ? leaving : forsaken).add(key.namespace() + "/" + key.name());
                });
        if (!leaving.isEmpty()) {
            return Optional.of(
                    counted(leaving, "API key is being taken out of it", "API keys are being taken out of it"));
        }
        if (forced) {
            return Optional.empty();
        }
        if (!forsaken.isEmpty()) {
            return Optional.of(counted(
                            forsaken,
                            "API key whose grant is gone is in it",
                            "API keys whose grants are gone are in it")
                    + ": take them out in AWS, or set the annotation " + Annotations.FORCE
                    + " to cut them off");
        }
        var foreign = new TreeSet<String>();
        planIds(observed)
                .forEach(id -> foreign.addAll(world.inventory().foreignKeysIn(unit.accountId(), unit.region(), id)));
        return foreign.isEmpty()
                ? Optional.empty()
                : Optional.of(counted(
                                foreign, "API key that is not ours is in it", "API keys that are not ours are in it")
                        + ": take them out in AWS, or set the annotation " + Annotations.FORCE + " to cut them off");
    }

    private boolean isOurs(UnitKey.ApiKeyUnit unit, String planId) {
        return world.view(unit) instanceof View.Known known
                && known.observed() instanceof Observed.Key found
                && found.proven().existing().stream()
                        .anyMatch(one -> one.key().planIds().contains(planId));
    }

    /** Ids of plans proven to be ours. A plan that may be foreign is held up by no key; it is not deleted before its owner is known. */
    private static Stream<String> planIds(Observed observed) {
        return observed instanceof Observed.Plan plan
                ? plan.existing().stream()
                        .filter(existing -> existing.proof().proven())
                        .map(existing -> existing.id())
                : Stream.empty();
    }

    private static String counted(Collection<String> names, String one, String many) {
        return names.size() + " " + (names.size() == 1 ? one : many) + " ("
                + names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "))
                + (names.size() > MOST_NAMES ? ", …" : "") + ")";
    }
}
