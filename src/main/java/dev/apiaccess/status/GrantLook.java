// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiKeyGrantStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.Mode;
import dev.apiaccess.api.Reason;
import dev.apiaccess.desired.Correcting;
import dev.apiaccess.desired.Desired;
import dev.apiaccess.desired.DesiredKeys;
import dev.apiaccess.intent.KeyIntent;
import dev.apiaccess.intent.Stance;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.model.KeyHistory;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Settings;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.Planner;
import dev.apiaccess.rotation.PlannedHistory;
import dev.apiaccess.snapshot.BoundUnits;
import dev.apiaccess.snapshot.Snapshot;
import dev.apiaccess.world.View;
import java.util.List;
import java.util.Optional;

/** Looks at ApiKeyGrants: gathers how one stands. What is told of it is decided by {@link GrantAssessor}. */
public final class GrantLook {

    private final Sources sources;
    private final DesiredKeys keys;
    private final StoredKeys stored;
    private final KeyMemory memory;
    private final GrantAssessor assessor;

    public GrantLook(Sources sources, StoredKeys stored, KeyMemory memory, Settings settings) {
        this.sources = sources;
        this.keys = sources.desired().keys();
        this.stored = stored;
        this.memory = memory;
        assessor = new GrantAssessor(settings);
    }

    /** @param progress results of the steps of this pass */
    public Assessment<ApiKeyGrantStatus> assess(ApiKeyGrant grant, KeyProgress progress) {
        return assessor.assess(at(grant, progress, sources.take()));
    }

    /** Looks at a grant that is being deleted. */
    public Departure<ApiKeyGrantStatus> assessDeletion(ApiKeyGrant grant) {
        var deletion = deletionOf(grant, sources.take());
        return new Departure<>(deletion.isGone(), assessor.assess(deletion));
    }

    /** The situation of a grant. */
    GrantSituation at(ApiKeyGrant grant, KeyProgress progress, Snapshot snapshot) {
        var verdict = snapshot.intent(grant);
        var intent = verdict instanceof Verdict.Wanted<KeyIntent>(var wanted)
                ? Optional.of(wanted)
                : Optional.<KeyIntent>empty();
        var stance = snapshot.stance(grant);
        var key = key(grant, snapshot);
        // What is stored is asked for only where it is used: it may have to be read.
        var looks = stance instanceof Stance.Enforced<KeyIntent>
                || (stance instanceof Stance.Planned<KeyIntent> && !key.cutOff());
        var single = intent.filter(_ -> looks).flatMap(wanted -> keys(grant, wanted, progress, snapshot));
        var retained = snapshot.retention().keeps(grant);
        var tiers = tiers(grant, key, intent, looks, verdict, snapshot);
        var budgets = intent.map(wanted -> KeyBudgets.of(wanted, sources.world(), snapshot));
        return new GrantSituation(
                sources.situation(grant, verdict, stance, key.unit().stream().toList(), snapshot),
                mayLose(stance, single, retained) && loses(key, snapshot) ? key.losing() : key,
                retained,
                keys.expiry(grant),
                tiers,
                single,
                budgets,
                memory,
                stored,
                progress);
    }

    /** Whether what a grant loses says something: of one whose keys are looked at one by one only where that stops. */
    private static boolean mayLose(Stance<KeyIntent> stance, Optional<GrantSituation.Keys> keys, boolean retained) {
        return switch (stance) {
            case Stance.Enforced<KeyIntent> _ ->
                keys.filter(GrantSituation.Keys::stops).isPresent();
            case Stance.Planned<KeyIntent> _ ->
                keys.map(GrantSituation.Keys::stops).orElse(true);
            case Stance.Over<KeyIntent> _ -> retained;
            case Stance.Paused<KeyIntent> _, Stance.Rejected<KeyIntent> _ -> true;
            case Stance.Leaving<KeyIntent> _ -> false;
        };
    }

    /** How a grant stands that is being deleted. */
    GrantDeletion deletionOf(ApiKeyGrant grant, Snapshot snapshot) {
        var found = key(grant, snapshot);
        var retained = snapshot.retention().keeps(grant);
        var tried = sources.tried(found.unit().stream().toList());
        var key = retained && loses(found, snapshot) ? found.losing() : found;
        var gone = key.isGone(retained, tried);
        // That is asked of all objects together: of those that are gone nobody asks it.
        var held = !gone && sources.brake().holds(grant);
        return new GrantDeletion(
                grant,
                held && loses(key, snapshot) ? key.losing() : key,
                gone,
                snapshot.retention().refusing(grant),
                held,
                tried,
                sources.now());
    }

    /** Whether something is taken from the keys of a grant whatever becomes of it. It may have to be asked what is stored. */
    private boolean loses(GrantKey key, Snapshot snapshot) {
        return key.unit()
                .filter(unit -> key.view().isPresent()
                        && sources.desired().of(unit, snapshot) instanceof Desired.Key wanted
                        && !Planner.plan(wanted, key.view().get().observed())
                                .changes()
                                .isEmpty())
                .isPresent();
    }

    private GrantKey key(ApiKeyGrant grant, Snapshot snapshot) {
        var unit = unit(grant, snapshot);
        var view = unit.flatMap(one -> snapshot.known(one));
        return new GrantKey(
                unit,
                view,
                unit.filter(one -> isAbsent(one, snapshot)).isPresent(),
                unit.filter(one -> snapshot.withdrawn(grant, one)
                                && view.filter(known -> !known.observed().absent())
                                        .isPresent())
                        .isPresent(),
                false);
    }

    /** The unit that a grant wants, else the one it is bound to. */
    private static Optional<UnitKey.ApiKeyUnit> unit(ApiKeyGrant grant, Snapshot snapshot) {
        if (snapshot.intent(grant) instanceof Verdict.Wanted<KeyIntent>(var intent)) {
            return Optional.of(intent.unit());
        }
        var meta = grant.getMetadata();
        return BoundUnits.next(
                grant.getStatus(),
                (accountId, region) -> new UnitKey.ApiKeyUnit(accountId, region, meta.getNamespace(), meta.getName()),
                snapshot);
    }

    /** A key being made is noted before its work is done: asked in the other order, it could be missed. */
    private boolean isAbsent(UnitKey.ApiKeyUnit unit, Snapshot snapshot) {
        return !sources.attempts().isOpen(unit)
                && snapshot.viewNow(unit) instanceof View.Known known
                && known.observed().absent();
    }

    /** @param looks whether its keys are looked at one by one */
    private GrantSituation.Tiers tiers(
            ApiKeyGrant grant,
            GrantKey key,
            Optional<KeyIntent> intent,
            boolean looks,
            Verdict<KeyIntent> verdict,
            Snapshot snapshot) {
        if (key.unit().isEmpty() || key.view().isEmpty()) {
            return GrantSituation.Tiers.NONE;
        }
        var tiers = keys.tiers(snapshot);
        var unit = key.unit().get();
        var observed = key.view().get().observed();
        var isRefused =
                verdict instanceof Verdict.Rejected<KeyIntent> rejected && rejected.reason() == Reason.RefNotPermitted;
        var isLeftOut = looks
                && intent.filter(wanted -> wanted.missing().stream()
                                .anyMatch(one -> one.why().reason() == Reason.RefNotPermitted))
                        .isPresent();
        return new GrantSituation.Tiers(
                isRefused || isLeftOut ? tiers.refusing(unit, grant, observed, false) : List.of(),
                isRefused && !tiers.refusing(unit, grant, observed, true).isEmpty(),
                looks && tiers.isLeaving(unit, grant),
                looks ? intent.map(wanted -> keys.absent(wanted, snapshot)).orElse(List.of()) : List.of());
    }

    private Optional<GrantSituation.Keys> keys(
            ApiKeyGrant grant, KeyIntent intent, KeyProgress progress, Snapshot snapshot) {
        if (!(snapshot.view(intent.unit()) instanceof View.Known known)
                || !(known.observed() instanceof Observed.Key all)) {
            return Optional.empty();
        }
        var plans = grant.getSpec().mode() == Mode.Plan;
        // A key that may be foreign is not this grant's before its tags are read.
        var found = plans ? all : all.proven();
        var leaves = keys.leaves(intent, found, snapshot);
        var kept = leaves || (!plans && all.mayBeOurs())
                ? Optional.<StoredKeys.Kept>empty()
                : Optional.of(
                        progress.stored().map(StoredKeys::of).orElseGet(() -> stored.of(grant, intent, found, all)));
        var history = kept.flatMap(one -> history(one, plans));
        return Optional.of(new GrantSituation.Keys(
                known,
                all,
                found,
                leaves,
                kept,
                history,
                history.map(life -> plans
                        ? keys.planned(intent, life, snapshot)
                        : keys.of(intent, grant, found, Correcting.ALL, snapshot)),
                intent.plans().stream()
                        .map(plan -> new Memberships.Wanted(plan, DesiredKeys.planId(plan, snapshot)))
                        .toList()));
    }

    private static Optional<KeyHistory> history(StoredKeys.Kept kept, boolean plans) {
        return switch (kept) {
            case StoredKeys.Kept.Known(var history) -> Optional.of(history);
            case StoredKeys.Kept.Missing(var step, var before) ->
                plans ? PlannedHistory.after(step, before) : Optional.empty();
            case StoredKeys.Kept.Refused _ -> Optional.empty();
        };
    }

    /**
     * Whether a reconcile would do something, as far as that follows from AWS. It is asked of all grants after every sweep, so it asks
     * nothing that costs a read of a Secret, or a whole assessment.
     */
    public boolean needsReconcile(ApiKeyGrant grant, Snapshot snapshot) {
        var status = grant.getStatus();
        if (status == null
                || !StatusConditions.holds(status.conditions(), ConditionType.Ready)
                || !status.drift().isEmpty()) {
            return true;
        }
        if (grant.getSpec().mode() == Mode.Plan) {
            return !assessor.assess(at(grant, KeyProgress.NONE, snapshot))
                    .status()
                    .equals(status);
        }
        return unit(grant, snapshot)
                .map(unit -> {
                    if (!(snapshot.intent(grant) instanceof Verdict.Wanted<KeyIntent>(var intent))
                            || !(snapshot.view(unit) instanceof View.Known known)
                            || !(known.observed() instanceof Observed.Key all)) {
                        return true;
                    }
                    var found = all.proven();
                    return !Planner.plan(keys.of(intent, grant, found, Correcting.ALL, snapshot), found)
                            .converged();
                })
                .orElse(true);
    }

    /** Whether its status differs from what was read last of its quota. */
    public boolean quotaTurned(ApiKeyGrant grant, Snapshot snapshot) {
        var status = grant.getStatus();
        if (status == null || !(snapshot.intent(grant) instanceof Verdict.Wanted<KeyIntent>(var intent))) {
            return false;
        }
        var told = QuotaWarning.told(status);
        var budgets = KeyBudgets.of(intent, sources.world(), snapshot);
        return (QuotaWarning.isUncounted(status) && budgets.isRead())
                || !budgets.warning(status.apiKeyId(), told).equals(told);
    }

    /** What its key has used of its quotas, as far as known. */
    public List<QuotaWarning.Budget> budgets(ApiKeyGrant grant, Snapshot snapshot) {
        var status = grant.getStatus();
        return status != null && snapshot.intent(grant) instanceof Verdict.Wanted<KeyIntent>(var intent)
                ? KeyBudgets.of(intent, sources.world(), snapshot).of(status.apiKeyId())
                : List.of();
    }
}
