// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiAccessPolicyStatus;
import dev.apiaccess.desired.Correcting;
import dev.apiaccess.desired.PolicyAssembly;
import dev.apiaccess.intent.AccessIntent;
import dev.apiaccess.intent.AccessIntents;
import dev.apiaccess.intent.Bindings;
import dev.apiaccess.intent.NamedPrincipals;
import dev.apiaccess.intent.StagesToRead;
import dev.apiaccess.intent.Stance;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.measure.Effectiveness;
import dev.apiaccess.measure.RuleEffects;
import dev.apiaccess.model.ApiStage;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.OwnerRef;
import dev.apiaccess.model.Place;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.model.Settings;
import dev.apiaccess.model.Sids;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.Plan;
import dev.apiaccess.plan.Planner;
import dev.apiaccess.snapshot.PolicyUnits;
import dev.apiaccess.snapshot.Snapshot;
import dev.apiaccess.world.View;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Looks at ApiAccessPolicies: gathers how one stands. What is told of it is decided by {@link PolicyAssessor}. */
public final class PolicyLook {

    private static final int MOST_NAMES = 5;

    private final Sources sources;
    private final Effectiveness effectiveness;
    private final PolicyAssessor assessor;

    public PolicyLook(Sources sources, Effectiveness effectiveness, Settings settings) {
        this.sources = sources;
        this.effectiveness = effectiveness;
        assessor = new PolicyAssessor(settings);
    }

    /** Looks at a policy. */
    public Assessment<ApiAccessPolicyStatus> assess(ApiAccessPolicy policy) {
        return assess(policy, sources.take());
    }

    /** Looks at a policy, as a pass sees it. */
    public Assessment<ApiAccessPolicyStatus> assess(ApiAccessPolicy policy, Snapshot snapshot) {
        return assessor.assess(at(policy, snapshot));
    }

    /** Looks at a policy that is being deleted. */
    public Departure<ApiAccessPolicyStatus> assessDeletion(ApiAccessPolicy policy) {
        var deletion = deletionOf(policy, sources.take());
        return new Departure<>(deletion.isGone(), assessor.assess(deletion));
    }

    /** The situation of a policy. */
    PolicySituation at(ApiAccessPolicy policy, Snapshot snapshot) {
        var verdict = snapshot.intent(policy);
        var intent = verdict instanceof Verdict.Wanted<AccessIntent>(var wanted) ? wanted : null;
        var stance = snapshot.stance(policy);
        // Nothing is told of what was not read yet.
        var keys = snapshot.unread(policy, policy.getStatus(), verdict)
                ? Set.<UnitKey.PolicyUnit>of()
                : PolicyUnits.of(policy, intent, snapshot);
        var units =
                keys.stream().map(key -> unit(policy, key, stance, snapshot)).toList();
        var effects = effects(policy, stance, units, snapshot);
        return new PolicySituation(
                sources.situation(policy, verdict, stance, keys, snapshot),
                units,
                effects,
                intent == null || !PolicyEffect.hasUnsigned(effects)
                        ? Set.of()
                        : SwitchedMethods.of(
                                new UnitKey.RestApiUnit(
                                        intent.accountId(),
                                        intent.region(),
                                        intent.api().id()),
                                snapshot),
                apis(policy, intent, snapshot));
    }

    private RuleEffects effects(
            ApiAccessPolicy policy, Stance<AccessIntent> stance, List<PolicySituation.Unit> units, Snapshot snapshot) {
        if (!(stance instanceof Stance.Enforced<AccessIntent>(var intent))) {
            return new RuleEffects.Nothing();
        }
        var inForce = new TreeMap<PrincipalRef, Effectiveness.InForce>();
        for (var unit : units) {
            if (intent.principals().contains(unit.key().principal()) && PolicyParts.isInForce(intent, unit)) {
                unit.found().flatMap(Observed.Policy::existing).ifPresent(existing -> {
                    var document = existing.policy().document();
                    if (document != null) {
                        inForce.put(unit.key().principal(), new Effectiveness.InForce(existing.arn(), document));
                    }
                });
            }
        }
        return effectiveness.of(policy, intent, inForce, snapshot.connection(intent.connection()), sources.now());
    }

    /**
     * The principals of a policy whose documents are read in an account: what is refused asks for nothing. Before anything was read, those of
     * objects that were admitted once.
     */
    public static Stream<String> principals(ApiAccessPolicy policy, String accountId, Snapshot snapshot) {
        var verdict = snapshot.intent(policy);
        if (verdict instanceof Verdict.Wanted<AccessIntent>(var intent)) {
            return intent.accountId().equals(accountId)
                    ? intent.principals().stream().map(PrincipalRef::identity)
                    : Stream.empty();
        }
        return policy.getStatus() != null && snapshot.unread(policy, policy.getStatus(), verdict)
                ? policy.getSpec().rules().stream()
                        .flatMap(rule -> rule.principals().stream())
                        .flatMap(name -> NamedPrincipals.identity(name).stream())
                : Stream.empty();
    }

    /** The stages in which a policy holds, in an account and region. */
    public static Stream<ApiStage> stages(ApiAccessPolicy policy, String accountId, String region, Snapshot snapshot) {
        return snapshot.intent(policy) instanceof Verdict.Wanted<AccessIntent>(var intent)
                        && intent.accountId().equals(accountId)
                        && intent.region().equals(region)
                ? intent.stages().stream()
                        .map(stage -> new ApiStage(intent.api().id(), stage))
                : Stream.empty();
    }

    private PolicySituation.Unit unit(
            ApiAccessPolicy policy, UnitKey.PolicyUnit key, Stance<AccessIntent> stance, Snapshot snapshot) {
        return switch (stance) {
            case Stance.Enforced<AccessIntent>(var intent) -> wanted(policy, key, intent, null, snapshot);
            case Stance.Planned<AccessIntent>(var intent) -> wanted(policy, key, intent, intent.owner(), snapshot);
            case Stance<AccessIntent> _ -> {
                var view = snapshot.known(key);
                var found = view.flatMap(PolicyLook::found);
                yield new PolicySituation.Unit(
                        key,
                        view,
                        found.filter(there -> snapshot.withdrawn(policy, key, there))
                                .isPresent(),
                        found.filter(there -> snapshot.madeAnew(policy, key, there))
                                .isPresent(),
                        Optional.empty(),
                        Optional.empty(),
                        stance instanceof Stance.Rejected<AccessIntent>
                                && found.filter(there -> leaves(policy, key, there, snapshot))
                                        .isPresent(),
                        snapshot.principalId(key.accountId(), key.principal()));
            }
        };
    }

    /** @param planned the object itself where it is in mode Plan */
    private PolicySituation.Unit wanted(
            ApiAccessPolicy policy,
            UnitKey.PolicyUnit key,
            AccessIntent intent,
            @Nullable OwnerRef planned,
            Snapshot snapshot) {
        var view = snapshot.known(key);
        var found = view.flatMap(PolicyLook::found);
        var isMissing = intent.missing(key.principal()).isPresent();
        var tooLarge = isMissing
                ? Optional.<PolicyAssembly.TooLarge>empty()
                : found.flatMap(there -> Optional.ofNullable(sources.desired()
                        .policy(key, there, Correcting.ALL, planned, snapshot)
                        .tooLarge()
                        .get(intent.owner())));
        // Nothing is written for a missing principal: what would be is shown in mode Plan only.
        var shows = tooLarge.isEmpty() && (!isMissing || planned != null);
        return new PolicySituation.Unit(
                key,
                view,
                planned != null
                        && found.filter(there -> snapshot.withdrawn(policy, key, there))
                                .isPresent(),
                planned != null
                        && found.filter(there -> snapshot.madeAnew(policy, key, there))
                                .isPresent(),
                tooLarge,
                shows ? found.map(there -> shown(key, there, planned, snapshot)) : Optional.empty(),
                (isMissing || tooLarge.isPresent())
                        && found.filter(there -> leaves(policy, key, there, snapshot))
                                .isPresent(),
                snapshot.principalId(key.accountId(), key.principal()));
    }

    private Plan shown(UnitKey.PolicyUnit key, Observed.Policy found, @Nullable OwnerRef planned, Snapshot snapshot) {
        return ShownPolicies.of(sources.desired(), key, found, planned, snapshot);
    }

    /** A unit that is not managed may still have something to leave, such as what others changed in AWS. */
    private boolean leaves(ApiAccessPolicy policy, UnitKey.PolicyUnit key, Observed.Policy found, Snapshot snapshot) {
        var owner = AccessIntents.owner(policy);
        return !Sids.statementsOf(PolicyUnits.document(found), owner).isEmpty()
                && Planner.plan(sources.desired().of(key, snapshot), found).differences().stream()
                        .anyMatch(line -> Sids.belongsTo(line.sid(), owner)
                                || line.field().equals("policy"));
    }

    /** The stages of an API are read only when some object refers to it: also of one that is not resolved yet. */
    private static Map<Place, Set<String>> apis(
            ApiAccessPolicy policy, @Nullable AccessIntent intent, Snapshot snapshot) {
        if (intent != null) {
            return Map.of(
                    new Place(intent.accountId(), intent.region()),
                    Set.of(intent.api().id()));
        }
        var apis = new HashMap<Place, Set<String>>();
        StagesToRead.of(
                policy.getSpec().api(), snapshot.around(policy.getMetadata().getNamespace()), apis);
        return apis;
    }

    /** The situation of a policy that is being deleted. */
    PolicyDeletion deletionOf(ApiAccessPolicy policy, Snapshot snapshot) {
        var keys = PolicyUnits.of(policy, null, snapshot);
        var tried = sources.tried(keys);
        var retained = snapshot.retention().keeps(policy);
        var open = keys.stream()
                .filter(key -> !PolicyDeletion.isGone(
                        policy,
                        snapshot.known(key),
                        retained && (snapshot.partition(key.accountId()).isEmpty() || tried.isRefused(key))))
                .toList();
        // That is asked of all objects together: of those that are gone nobody asks it.
        var held = !open.isEmpty() && sources.brake().holds(policy);
        return new PolicyDeletion(
                policy,
                open.stream()
                        .map(key ->
                                leaving(policy, key, snapshot.known(key).flatMap(PolicyLook::found), held, snapshot))
                        .toList(),
                snapshot.retention().refusing(policy),
                held,
                tried,
                sources.now());
    }

    private static PolicyDeletion.Unit leaving(
            ApiAccessPolicy policy,
            UnitKey.PolicyUnit key,
            Optional<Observed.Policy> found,
            boolean held,
            Snapshot snapshot) {
        return new PolicyDeletion.Unit(
                key,
                held
                        && found.filter(there ->
                                        snapshot.withdrawn(policy, key, there) || snapshot.madeAnew(policy, key, there))
                                .isPresent(),
                found.map(there -> attached(policy, key, there, snapshot)).orElse(PolicyDeletion.Attached.NONE));
    }

    private static PolicyDeletion.Attached attached(
            ApiAccessPolicy policy, UnitKey.PolicyUnit key, Observed.Policy found, Snapshot snapshot) {
        var others = found.existing().stream()
                .flatMap(existing -> existing.policy().attachedTo().stream())
                .filter(principal ->
                        !principal.identity().equals(key.principal().identity()))
                .toList();
        if (others.isEmpty()) {
            return PolicyDeletion.Attached.NONE;
        }
        var around = snapshot.around(policy.getMetadata().getNamespace());
        var bound = policy.getStatus() == null ? null : policy.getStatus().connection();
        return new PolicyDeletion.Attached(
                others.size(),
                others.stream()
                        .flatMap(principal -> Bindings.known(bound, around, principal).stream())
                        .map(PrincipalRef::text)
                        .limit(MOST_NAMES)
                        .toList());
    }

    private static Optional<Observed.Policy> found(View.Known known) {
        return known.observed() instanceof Observed.Policy found ? Optional.of(found) : Optional.empty();
    }
}
