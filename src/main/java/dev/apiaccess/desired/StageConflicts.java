// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.desired;

import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.intent.Stance;
import dev.apiaccess.intent.UsagePlanIntent;
import dev.apiaccess.model.ApiStage;
import dev.apiaccess.model.ExistingPlan;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.model.UsagePlan;
import dev.apiaccess.snapshot.ObjectStore;
import dev.apiaccess.snapshot.Snapshot;
import dev.apiaccess.world.View;
import dev.apiaccess.world.World;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Stages that a plan cannot have yet: a key opens a stage through one plan only, and AWS refuses the whole update if one key already
 * does. The plan that has the stage in AWS keeps it; of several that gain it, that of the oldest tier that can gets it. Other edits go
 * through.
 */
public final class StageConflicts {

    private static final int MOST_NAMES = 5;
    private static final Comparator<UnitKey.UsagePlanUnit> BY_NAME =
            Comparator.comparing(plan -> plan.namespace() + "/" + plan.name());

    private static final Comparator<ApiRateLimit> OLDEST_FIRST = Comparator.comparing(
                    (ApiRateLimit limit) -> String.valueOf(limit.getMetadata().getCreationTimestamp()))
            .thenComparing(limit -> limit.getMetadata().getNamespace() + "/"
                    + limit.getMetadata().getName());

    private final ObjectStore objects;
    private final World world;

    public StageConflicts(ObjectStore objects, World world) {
        this.objects = objects;
        this.world = world;
    }

    /** The possible part of a plan, and why the rest is not. */
    public record Possible(Desired.Plan plan, List<String> conflicts) {}

    /** The plan without the stages that AWS would refuse now. */
    public Possible of(Desired.Plan wanted, Observed found, Snapshot snapshot) {
        var existing = found instanceof Observed.Plan plan ? plan.first() : Optional.<ExistingPlan>empty();
        if (existing.isEmpty()
                || existing.get()
                        .plan()
                        .stages()
                        .keySet()
                        .containsAll(wanted.plan().stages().keySet())) {
            return new Possible(wanted, List.of());
        }
        var stages = new TreeMap<>(wanted.plan().stages());
        var conflicts = new ArrayList<String>();
        var holders = holders(wanted.unit(), existing.get().id(), snapshot);
        for (var stage : wanted.plan().stages().keySet()) {
            var held = holders.getOrDefault(stage, Map.of());
            if (!existing.get().plan().stages().containsKey(stage) && !held.isEmpty()) {
                stages.remove(stage);
                held.forEach((holder, claim) -> conflicts.add(conflict(stage, holder, claim)));
            }
        }
        var plan = wanted.plan();
        return new Possible(
                new Desired.Plan(
                        wanted.unit(),
                        new UsagePlan(plan.name(), plan.description(), plan.throttle(), plan.quota(), stages),
                        wanted.tags()),
                List.copyOf(conflicts));
    }

    private static String conflict(ApiStage stage, UnitKey.UsagePlanUnit holder, Claim claim) {
        var keys = claim.keys();
        return "stage " + stage.text() + " waits: ApiRateLimit " + holder.namespace() + "/" + holder.name()
                + (claim.held() ? " opens it to " : ", which is older, is about to open it to ") + keys.size()
                + (keys.size() == 1 ? " key" : " keys") + " of this one ("
                + keys.stream().limit(MOST_NAMES).collect(Collectors.joining(", "))
                + (keys.size() > MOST_NAMES ? ", …" : "")
                + "), and a key has one usage plan for each stage: take the stage out of one of them, or one of them out of"
                + " the grants";
    }

    /**
     * What another plan has of a stage.
     *
     * @param held whether it has the stage in AWS
     * @param keys in both plans
     */
    private record Claim(boolean held, Set<String> keys) {}

    /** The other plans of the keys of a plan that have a stage, or get it first, by stage. */
    private Map<ApiStage, Map<UnitKey.UsagePlanUnit, Claim>> holders(
            UnitKey.UsagePlanUnit unit, String planId, Snapshot snapshot) {
        var plans = new HashMap<String, UnitKey.UsagePlanUnit>();
        var contents = new HashMap<String, UsagePlan>();
        for (var other : world.unitsOf(unit.accountId())) {
            if (other instanceof UnitKey.UsagePlanUnit plan
                    && snapshot.view(plan) instanceof View.Known known
                    && known.observed() instanceof Observed.Plan found) {
                found.existing().forEach(one -> {
                    plans.put(one.id(), plan);
                    contents.put(one.id(), one.plan());
                });
            }
        }
        var claimed = new HashMap<String, Set<ApiStage>>();
        var holders = new HashMap<ApiStage, Map<UnitKey.UsagePlanUnit, Claim>>();
        for (var key : world.inventory().keysIn(unit.accountId(), planId)) {
            if (world.view(key) instanceof View.Known known && known.observed() instanceof Observed.Key found) {
                found.existing().stream()
                        .filter(one -> one.key().planIds().contains(planId))
                        .flatMap(one -> one.key().planIds().stream())
                        .filter(id -> !id.equals(planId))
                        .forEach(id -> {
                            var holder = plans.get(id);
                            var content = contents.get(id);
                            if (holder != null && content != null) {
                                var held = content.stages().keySet();
                                var stages = new HashSet<>(claimed.computeIfAbsent(
                                        id,
                                        one -> firstFor(
                                                holder, unit, opened(unit.accountId(), one, contents), snapshot)));
                                stages.addAll(held);
                                stages.forEach(stage -> holders.computeIfAbsent(stage, _ -> new TreeMap<>(BY_NAME))
                                        .computeIfAbsent(holder, _ -> new Claim(held.contains(stage), new TreeSet<>()))
                                        .keys()
                                        .add(key.namespace() + "/" + key.name()));
                            }
                        });
            }
        }
        return holders;
    }

    /** The stages that other plans open in AWS to keys of a plan, which cannot have them before. */
    private Set<ApiStage> opened(String accountId, String planId, Map<String, UsagePlan> contents) {
        return world.inventory().keysIn(accountId, planId).stream()
                .flatMap(key ->
                        world.view(key) instanceof View.Known known && known.observed() instanceof Observed.Key found
                                ? found.existing().stream()
                                : Stream.empty())
                .map(one -> one.key().planIds())
                .filter(ids -> ids.contains(planId))
                .flatMap(Set::stream)
                .filter(id -> !id.equals(planId))
                .flatMap(id -> Optional.ofNullable(contents.get(id)).stream())
                .flatMap(content -> content.stages().keySet().stream())
                .collect(Collectors.toSet());
    }

    /**
     * The stages that a tier wants and gets before another one.
     *
     * @param blocked those that it cannot have now
     */
    private Set<ApiStage> firstFor(
            UnitKey.UsagePlanUnit plan, UnitKey.UsagePlanUnit other, Set<ApiStage> blocked, Snapshot snapshot) {
        var limit = objects.limit(plan.namespace(), plan.name());
        var rival = objects.limit(other.namespace(), other.name());
        if (limit.isEmpty() || rival.isEmpty() || OLDEST_FIRST.compare(limit.get(), rival.get()) > 0) {
            return Set.of();
        }
        return snapshot.stance(limit.get()) instanceof Stance.Enforced<UsagePlanIntent>(var intent)
                ? intent.stages().stream()
                        .map(stage -> new ApiStage(stage.apiId(), stage.stage()))
                        .filter(stage -> !blocked.contains(stage))
                        .collect(Collectors.toSet())
                : Set.of();
    }
}
