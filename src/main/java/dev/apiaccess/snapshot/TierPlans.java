// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.snapshot;

import dev.apiaccess.api.Annotations;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.Mode;
import dev.apiaccess.api.RateLimitRef;
import dev.apiaccess.api.Reason;
import dev.apiaccess.intent.Annotated;
import dev.apiaccess.intent.KeyIntent;
import dev.apiaccess.intent.UsagePlanIntent;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.model.ApiStage;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.world.View;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** In which usage plans the keys of a grant stay, and which they leave, whatever the grant asks for. */
public final class TierPlans {

    private final ObjectStore objects;
    private final Snapshot snapshot;

    public TierPlans(ObjectStore objects, Snapshot snapshot) {
        this.objects = objects;
        this.snapshot = snapshot;
    }

    /** The id of a plan, empty when none is proven to be ours: no key is put into any other. */
    public static Optional<String> planId(UnitKey.UsagePlanUnit unit, Snapshot snapshot) {
        return snapshot.view(unit) instanceof View.Known known && known.observed() instanceof Observed.Plan plan
                ? plan.proven().map(existing -> existing.id())
                : Optional.empty();
    }

    /**
     * What a grant wants, plus plans of unavailable rate limits in which its keys are: they stay there, and later keys join them. A
     * plan that the key has to leave does not count.
     */
    Verdict<KeyIntent> keep(ApiKeyGrant grant, KeyIntent intent) {
        var unit = intent.unit();
        if (intent.missing().isEmpty()
                || !(snapshot.view(unit) instanceof View.Known known)
                || !(known.observed() instanceof Observed.Key found)) {
            return Verdict.wanted(intent);
        }
        var has = found.existing().stream()
                .flatMap(one -> one.key().planIds().stream())
                .collect(Collectors.toSet());
        var leaving = leaving(unit, grant);
        var kept = intent.missing().stream()
                .map(KeyIntent.MissingTier::tier)
                .filter(tier -> planId(tier, snapshot)
                        .filter(id -> has.contains(id) && !leaving.contains(id))
                        .isPresent())
                .toList();
        return kept.stream()
                .flatMap(tier -> shared(tier, intent.plans()).stream())
                .findFirst()
                .<Verdict<KeyIntent>>map(message -> Verdict.rejected(Reason.Conflict, message))
                .orElseGet(() -> Verdict.wanted(intent.withPlans(
                        Stream.concat(intent.plans().stream(), kept.stream()).toList())));
    }

    /** AWS refuses a key in two plans of one stage: detected here, before half of it is written. */
    private Optional<String> shared(UnitKey.UsagePlanUnit kept, List<UnitKey.UsagePlanUnit> plans) {
        var opened = snapshot.view(kept) instanceof View.Known known && known.observed() instanceof Observed.Plan found
                ? found.proven()
                        .map(existing -> existing.plan().stages().keySet())
                        .orElse(Set.of())
                : Set.<ApiStage>of();
        return plans.stream()
                .flatMap(plan -> objects.limit(plan.namespace(), plan.name()).stream())
                .filter(limit -> snapshot.intent(limit) instanceof Verdict.Wanted<UsagePlanIntent>(var other)
                        && other.resolved().stream()
                                .anyMatch(stage -> opened.contains(new ApiStage(stage.apiId(), stage.stage()))))
                .map(limit -> "ApiRateLimits " + kept.namespace() + "/" + kept.name() + " and "
                        + limit.getMetadata().getNamespace() + "/"
                        + limit.getMetadata().getName()
                        + " both limit a stage: a key can be in one of them only, remove one from spec.rateLimits")
                .findFirst();
    }

    /** Whether the keys of a grant are in a plan that they have to leave. */
    public boolean isLeaving(UnitKey.ApiKeyUnit unit, ApiKeyGrant grant) {
        return snapshot.view(unit) instanceof View.Known known
                && known.observed() instanceof Observed.Key found
                && isIn(found, leaving(unit, grant));
    }

    /** Whether any of the keys is in one of the plans. */
    public static boolean isIn(Observed.Key found, Set<String> planIds) {
        return found.existing().stream()
                .anyMatch(one -> one.key().planIds().stream().anyMatch(planIds::contains));
    }

    /** Ids of plans that the grant has to leave although it names them, or named them when its status was written. */
    public Set<String> leaving(UnitKey.ApiKeyUnit unit, ApiKeyGrant grant) {
        return references(grant).stream()
                .flatMap(reference -> leaving(unit, reference).stream())
                .flatMap(plan -> planId(plan, snapshot).stream())
                .collect(Collectors.toSet());
    }

    /** Ids of those of the plans that are removed, or whose owners do not admit the keys. */
    public Set<String> leaving(UnitKey.ApiKeyUnit unit, List<UnitKey.UsagePlanUnit> plans) {
        return plans.stream()
                .flatMap(plan -> leaving(unit, new RateLimitRef(plan.name(), plan.namespace(), Map.of())).stream())
                .flatMap(plan -> planId(plan, snapshot).stream())
                .collect(Collectors.toSet());
    }

    /**
     * The tiers whose owners do not, or no longer, admit the namespace of the grant although a key of it is in their plans; empty when
     * their plans are not known.
     *
     * @param held whether to return those that are paused or in mode Plan, where nothing is written for their owners
     */
    public List<ApiRateLimit> refusing(UnitKey.ApiKeyUnit unit, ApiKeyGrant grant, Observed observed, boolean held) {
        return references(grant).stream()
                .flatMap(reference -> limit(unit, reference).stream())
                .filter(limit -> !snapshot.consents(limit, unit.namespace()) && held == holds(limit))
                .filter(limit -> observed instanceof Observed.Key found
                        && planId(plan(unit, limit), snapshot)
                                .filter(id -> isIn(found, Set.of(id)))
                                .isPresent())
                .toList();
    }

    private static Set<RateLimitRef> references(ApiKeyGrant grant) {
        var references = new LinkedHashSet<RateLimitRef>(grant.getSpec().rateLimits());
        if (grant.getStatus() != null) {
            grant.getStatus().plans().stream()
                    .filter(plan -> plan.name() != null)
                    .forEach(plan ->
                            references.add(new RateLimitRef(String.valueOf(plan.name()), plan.namespace(), Map.of())));
        }
        return references;
    }

    private Optional<ApiRateLimit> limit(UnitKey.ApiKeyUnit unit, RateLimitRef reference) {
        return objects.limit(Objects.requireNonNullElse(reference.namespace(), unit.namespace()), reference.name());
    }

    private static UnitKey.UsagePlanUnit plan(UnitKey.ApiKeyUnit unit, ApiRateLimit limit) {
        return new UnitKey.UsagePlanUnit(
                unit.accountId(),
                unit.region(),
                limit.getMetadata().getNamespace(),
                limit.getMetadata().getName());
    }

    /** Whether nothing is written for a tier now: it is paused, in mode Plan, or has fields that only a later version knows. */
    private static boolean holds(ApiRateLimit limit) {
        return Annotated.has(limit, Annotations.PAUSED)
                || !limit.getSpec().unknownFields().isEmpty()
                || (!limit.isMarkedForDeletion() && limit.getSpec().mode() == Mode.Plan);
    }

    /** The plan of a limit that is removed although grants name it, or that does not admit this one. */
    private Optional<UnitKey.UsagePlanUnit> leaving(UnitKey.ApiKeyUnit unit, RateLimitRef reference) {
        return limit(unit, reference).flatMap(limit -> {
            var plan = plan(unit, limit);
            var refuses = !holds(limit) && !snapshot.consents(limit, unit.namespace());
            var forced = limit.isMarkedForDeletion() && Annotated.has(limit, Annotations.FORCE);
            var admitted = snapshot.stance(limit).enforced();
            return forced || refuses || (!admitted && snapshot.withdrawn(limit, plan))
                    ? Optional.of(plan)
                    : Optional.empty();
        });
    }
}
