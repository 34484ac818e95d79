// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.snapshot;

import dev.apiaccess.api.Annotations;
import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiProtection;
import dev.apiaccess.api.Mode;
import dev.apiaccess.api.Reason;
import dev.apiaccess.api.TargetsApi;
import dev.apiaccess.intent.AccessIntent;
import dev.apiaccess.intent.Annotated;
import dev.apiaccess.intent.Ended;
import dev.apiaccess.intent.ProtectionIntent;
import dev.apiaccess.intent.ProtectionIntents;
import dev.apiaccess.intent.Stance;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.model.ApiStage;
import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.RestApi;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.world.ProtectionPart;
import dev.apiaccess.world.View;
import dev.apiaccess.world.World;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What protections want in one pass, who of them holds an API, and what beside the API decides whether the time of a change has come. */
public final class Protections {

    private final ObjectStore objects;
    private final World world;
    private final Snapshot snapshot;
    private final Endings times;

    Protections(ObjectStore objects, World world, Snapshot snapshot, Endings times) {
        this.objects = objects;
        this.world = world;
        this.snapshot = snapshot;
        this.times = times;
    }

    private record Checked(Version<Verdict<ProtectionIntent>> version) implements Question<Verdict<ProtectionIntent>> {}

    private record HolderOf(UnitKey.RestApiUnit unit) implements Question<Optional<ApiProtection>> {}

    private record KeysOf(UnitKey.RestApiUnit unit) implements Question<Set<String>> {}

    private record NameOf(UnitKey.RestApiUnit unit) implements Question<String> {}

    /** What a protection wants, or why it cannot have it: also that another one holds its API. */
    Verdict<ProtectionIntent> intent(ApiProtection protection) {
        return checked(protection).then(intent -> {
            var holder = holder(intent.unit()).map(ProtectionIntents::owner);
            return holder.isEmpty() || holder.get().equals(intent.owner())
                    ? Verdict.wanted(intent)
                    : Verdict.rejected(
                            Reason.Conflict,
                            (holder.get().namespace().equals(intent.owner().namespace())
                                            ? "ApiProtection " + holder.get().namespacedName()
                                            : "another ApiProtection")
                                    + " protects API " + intent.api().name() + " ("
                                    + intent.api().id()
                                    + ") already, and an API has one: keep one of them, or have the platform team find the other");
        });
    }

    private Verdict<ProtectionIntent> checked(ApiProtection protection) {
        return snapshot.once(
                new Checked(Version.of(protection)),
                () -> ProtectionIntents.of(
                        protection,
                        mark(protection),
                        times.passRoles(),
                        snapshot.around(protection.getMetadata().getNamespace())));
    }

    /** The mark of a protection's statements in a resource policy. */
    public String mark(ApiProtection protection) {
        return times.mark(ProtectionIntents.owner(protection));
    }

    /** The protection that holds an API; empty where none does. */
    public Optional<ApiProtection> holder(UnitKey.RestApiUnit unit) {
        return snapshot.once(new HolderOf(unit), () -> {
            var all = of(unit).toList();
            var candidates =
                    all.stream().flatMap(one -> candidate(one, unit).stream()).toList();
            return ProtectionHolders.holder(
                            candidates, api(unit).map(ExistingApi::tags).orElse(Map.of()))
                    .flatMap(owner -> all.stream()
                            .filter(one -> ProtectionIntents.owner(one).equals(owner))
                            .findFirst());
        });
    }

    /** Protections that are about an API, or were. */
    public Stream<ApiProtection> of(UnitKey.RestApiUnit unit) {
        return objects.protections().stream()
                .filter(one -> !Ended.is(one))
                .filter(one -> isNamed(one.getSpec().api(), unit) || noted(one).equals(Optional.of(unit)));
    }

    /** The API that the status of a protection names. */
    public Optional<UnitKey.RestApiUnit> noted(ApiProtection protection) {
        var status = protection.getStatus();
        var connection = status == null ? null : status.connection();
        return connection == null
                ? Optional.empty()
                : snapshot.connection(connection)
                        .flatMap(one -> ProtectionIntents.noted(
                                protection, one.getSpec().accountId()));
    }

    private Optional<ProtectionHolders.Candidate> candidate(ApiProtection protection, UnitKey.RestApiUnit unit) {
        var status = protection.getStatus();
        var isNoted = status != null
                && status.standsForSomething()
                && noted(protection).equals(Optional.of(unit));
        var hasItsWay = isNoted
                || (!protection.isMarkedForDeletion()
                        && protection.getSpec().mode() != Mode.Plan
                        && !Annotated.has(protection, Annotations.PAUSED)
                        && checked(protection) instanceof Verdict.Wanted<ProtectionIntent>(var intent)
                        && intent.unit().equals(unit));
        return hasItsWay
                ? Optional.of(new ProtectionHolders.Candidate(
                        ProtectionIntents.owner(protection),
                        isNoted,
                        Objects.requireNonNullElse(protection.getMetadata().getCreationTimestamp(), "")))
                : Optional.empty();
    }

    /** By what a manifest says, so that few of many objects are looked at closely. */
    private boolean isNamed(TargetsApi target, UnitKey.RestApiUnit unit) {
        return unit.apiId().equals(target.restApiId()) || name(unit).equals(target.restApiName());
    }

    private String name(UnitKey.RestApiUnit unit) {
        return snapshot.once(
                new NameOf(unit),
                () -> world.gateway(unit.accountId(), unit.region()).stream()
                        .flatMap(slice -> slice.apis().stream())
                        .filter(api -> api.id().equals(unit.apiId()))
                        .map(RestApi::name)
                        .findFirst()
                        .orElse(""));
    }

    /** What is known of an API; empty where it was not read for protections, or is gone. */
    public Optional<ExistingApi> api(UnitKey.RestApiUnit unit) {
        return snapshot.known(unit)
                .flatMap(known -> known.observed() instanceof Observed.Api api ? api.first() : Optional.empty());
    }

    /** What is known of the role that writes logs in the region of an API; empty where nobody asked, or it was not read. */
    public Optional<ProtectionPart.LoggingRole> logging(UnitKey.RestApiUnit unit) {
        return world.gateway(unit.accountId(), unit.region())
                .flatMap(slice -> slice.protection().logging());
    }

    /**
     * Why callers that policies of the cluster declare are not known to be let in for long enough; empty where they are.
     *
     * @param namespace the one whose objects may be named
     */
    public Optional<SettledPolicies.Unsettled> unsettled(UnitKey.RestApiUnit unit, String namespace) {
        return SettledPolicies.unsettled(
                objects.policies().stream()
                        .filter(policy -> isNamed(policy.getSpec().api(), unit))
                        .filter(policy -> isAbout(policy, unit))
                        .toList(),
                namespace,
                times.now(),
                times.settling());
    }

    /** Only those that have their way: what nobody admits is no caller's right. */
    private boolean isAbout(ApiAccessPolicy policy, UnitKey.RestApiUnit unit) {
        return snapshot.stance(policy) instanceof Stance.Enforced<AccessIntent>(var intent)
                && intent.accountId().equals(unit.accountId())
                && intent.region().equals(unit.region())
                && intent.api().id().equals(unit.apiId());
    }

    /** Stages of an API that are in a usage plan of ours which has an enabled key. */
    public Set<String> stagesWithKeys(UnitKey.RestApiUnit unit) {
        return snapshot.once(
                new KeysOf(unit),
                () -> plans(unit)
                        .flatMap(plan -> snapshot.known(plan).stream())
                        .map(View.Known::observed)
                        .flatMap(observed ->
                                observed instanceof Observed.Plan plan ? plan.proven().stream() : Stream.empty())
                        .filter(plan -> plan.plan().stages().keySet().stream()
                                .map(ApiStage::apiId)
                                .anyMatch(unit.apiId()::equals))
                        .filter(plan -> hasKey(unit, plan.id()))
                        .flatMap(plan -> plan.plan().stages().keySet().stream())
                        .filter(stage -> stage.apiId().equals(unit.apiId()))
                        .map(ApiStage::stage)
                        .collect(Collectors.toUnmodifiableSet()));
    }

    private Stream<UnitKey.UsagePlanUnit> plans(UnitKey.RestApiUnit unit) {
        var plans = new HashSet<UnitKey.UsagePlanUnit>();
        world.gateway(unit.accountId(), unit.region())
                .ifPresent(slice -> plans.addAll(slice.plans().keySet()));
        objects.limits()
                .forEach(limit -> plans.add(new UnitKey.UsagePlanUnit(
                        unit.accountId(),
                        unit.region(),
                        limit.getMetadata().getNamespace(),
                        limit.getMetadata().getName())));
        return plans.stream();
    }

    private boolean hasKey(UnitKey.RestApiUnit unit, String planId) {
        return world.inventory().keysIn(unit.accountId(), planId).stream()
                .flatMap(key -> snapshot.known(key).stream())
                .map(View.Known::observed)
                .anyMatch(observed -> observed instanceof Observed.Key keys
                        && keys.existing().stream()
                                .anyMatch(one -> one.proof().proven()
                                        && one.key().enabled()
                                        && one.key().planIds().contains(planId)));
    }
}
