// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.Annotations;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiKeyGrantStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.Mode;
import dev.apiaccess.api.Reason;
import dev.apiaccess.desired.DesiredKeys;
import dev.apiaccess.desired.DesiredState;
import dev.apiaccess.intent.Annotated;
import dev.apiaccess.intent.KeyIntent;
import dev.apiaccess.intent.Stance;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Priority;
import dev.apiaccess.model.Settings;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.Planner;
import dev.apiaccess.rotation.KeyLife;
import dev.apiaccess.snapshot.DeletionBrake;
import dev.apiaccess.snapshot.Snapshot;
import dev.apiaccess.snapshot.Snapshots;
import dev.apiaccess.world.View;
import dev.apiaccess.world.World;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks at one ApiKeyGrant: it reads and decides, and does nothing. What is to be done is in the {@link Assessment}. */
public final class GrantAssessor {

    private static final Duration UNTIL_READ = Duration.ofSeconds(5);

    private final Snapshots snapshots;
    private final DesiredKeys keys;
    private final KeyAssessor keyAssessor;
    private final KeyLosses losses;
    private final Attempts attempts;
    private final DeletionBrake brake;
    private final Settings settings;
    private final Clock clock;
    private final KeyBudgets budgets;

    public GrantAssessor(
            Snapshots snapshots,
            World world,
            DesiredState desired,
            KeyAssessor keyAssessor,
            Attempts attempts,
            DeletionBrake brake,
            Settings settings,
            Clock clock) {
        this.snapshots = snapshots;
        this.keys = desired.keys();
        this.keyAssessor = keyAssessor;
        this.losses = new KeyLosses(desired);
        this.attempts = attempts;
        this.brake = brake;
        this.settings = settings;
        this.clock = clock;
        this.budgets = new KeyBudgets(world);
    }

    /** @param progress what the steps of this pass came to */
    public Assessment<ApiKeyGrantStatus> assess(ApiKeyGrant grant, KeyProgress progress) {
        return assess(grant, snapshots.take(), progress);
    }

    private Assessment<ApiKeyGrantStatus> assess(ApiKeyGrant grant, Snapshot snapshot, KeyProgress progress) {
        var before = grant.getStatus();
        var work = new Work(grant, before, attempts, settings, clock);
        var learned = Learned.from(before);
        var verdict = snapshot.intent(grant);
        var intent = verdict instanceof Verdict.Wanted<KeyIntent>(var value) ? value : null;
        if (before != null && snapshot.unread(grant, before, verdict)) {
            // What is due at a time is not told by any event: after a restart somebody has to look when AWS was read.
            return isTimed(grant) ? Assessment.unchanged(before, UNTIL_READ) : Assessment.unchanged(before);
        }
        var stance = snapshot.stance(grant);
        var ends = intent == null
                && !Annotated.has(grant, Annotations.PAUSED)
                && grant.getSpec().mode() != Mode.Plan;
        var keyWork = ends ? keyAssessor.ending(grant, learned, progress) : KeyWork.NONE;
        if (stance instanceof Stance.Over<KeyIntent>) {
            over(grant, work, learned, snapshot);
        } else if (!stance.enforced() && KeyLosses.isWithdrawn(grant, snapshot)) {
            work.withdrawn(
                    snapshot.withdrawal(grant, before).told("its key"),
                    KeyLosses.unit(grant, snapshot).map(work::holdup).orElse(""));
            losses.submit(grant, work, snapshot);
        } else if (verdict instanceof Verdict.Rejected<KeyIntent> rejected
                && rejected.reason() == Reason.RefNotPermitted
                && keyAssessor
                        .refusals()
                        .ofConsent(grant, KeyLosses.unit(grant, snapshot), rejected, work, learned, snapshot)) {
            losses.submit(grant, work, snapshot);
        } else if (stance instanceof Stance.Paused<KeyIntent>) {
            work.paused();
            losses.submit(grant, work, snapshot);
        } else if (stance instanceof Stance.Rejected<KeyIntent>(var rejected, var _)) {
            work.rejected(rejected);
            losses.submit(grant, work, snapshot);
        } else if (intent != null) {
            keyWork = keyAssessor.look(new KeyAssessor.Look(grant, intent, work, learned, snapshot, progress));
            leftOut(grant, intent, work, learned, snapshot);
        }
        return new Assessment<>(
                        status(grant, before, intent, work, learned, snapshot),
                        work.submissions(),
                        Map.of(),
                        learned.again
                                .map(at -> KeyReadiness.left(at, clock.instant()))
                                .or(work::again),
                        learned.notes)
                .with(keyWork);
    }

    /** Tells what cannot be had, and takes the key out of plans that it has to leave, whatever else comes of the look. */
    private void leftOut(ApiKeyGrant grant, KeyIntent intent, Work work, Learned learned, Snapshot snapshot) {
        var unit = intent.unit();
        if (keys.tiers(snapshot).isLeaving(unit, grant)) {
            work.submit(unit, Priority.REVOKE);
        }
        // Of a key that shall not work, or that somebody has to act for, that is told.
        if (intent.enabled()
                && !keys.expiry(grant).ended(clock.instant())
                && !work.conditions().says(ConditionType.Stalled, "True")) {
            work.leftOut(GrantParts.left(intent, absent(grant, intent, snapshot)), Parts.inForce(learned.parts), false);
        }
    }

    /** Plans that the keys of a grant wait for. The first key waits for them itself, and in mode Plan nothing does. */
    private List<UnitKey.PlanUnit> absent(ApiKeyGrant grant, KeyIntent intent, Snapshot snapshot) {
        var has = snapshot.view(intent.unit()) instanceof View.Known known
                && !known.observed().absent();
        return has && grant.getSpec().mode() != Mode.Plan ? keys.absent(intent, snapshot) : List.of();
    }

    private static boolean isTimed(ApiKeyGrant grant) {
        var status = grant.getStatus();
        var rotation = status == null ? null : status.rotation();
        return grant.getSpec().expiresAt() != null
                || grant.getSpec().rotation() != null
                || (rotation != null && !KeyLife.Phase.Idle.name().equals(rotation.phase()));
    }

    /** The end was a while ago: the keys go, what is stored stays. */
    private void over(ApiKeyGrant grant, Work work, Learned learned, Snapshot snapshot) {
        var gone = gone(grant, snapshot);
        // Where its place is not known any more, nothing proves that they are gone.
        if (KeyLosses.unit(grant, snapshot)
                .filter(unit -> isAbsent(unit, snapshot))
                .isPresent()) {
            learned.ended();
        }
        work.conditions()
                .isFalse(
                        ConditionType.Synced,
                        Reason.Expired,
                        gone ? "no key is left in AWS" : "the keys are being removed")
                .isTrue(ConditionType.Accepted, Reason.Accepted, "valid")
                .stalled(
                        Reason.Expired,
                        "ended on " + grant.getSpec().expiresAt()
                                + (gone ? ", its keys are deleted" : ", its keys are being deleted")
                                + ": set a later expiresAt to have a key again, or delete the grant");
        if (!gone) {
            KeyLosses.unit(grant, snapshot).ifPresent(unit -> work.submit(unit, Priority.REVOKE));
        }
    }

    /** Looks at a grant that is being deleted. */
    public Assessment<ApiKeyGrantStatus> assessDeletion(ApiKeyGrant grant) {
        var snapshot = snapshots.take();
        var before = grant.getStatus();
        var work = new Work(grant, before, attempts, settings, clock);
        var learned = Learned.from(before);
        var unit = KeyLosses.unit(grant, snapshot);
        if (unit.isPresent() && !gone(grant, snapshot) && brake.holds(grant)) {
            work.held(grant.getMetadata().getNamespace(), before == null ? null : before.connection());
            losses.submit(grant, work, snapshot);
        } else if (unit.isPresent() && !gone(grant, snapshot)) {
            work.deleting(unit.get(), clock.instant());
        } else {
            work.conditions().reconciling(Reason.Pending, "removed from AWS");
        }
        return new Assessment<>(
                        status(grant, before, null, work, learned, snapshot),
                        work.submissions(),
                        Map.of(),
                        Optional.empty(),
                        Note.ofRetention(grant, snapshot.retention().refusing(grant)))
                .with(unit.<KeyWork>map(one -> KeyWork.of(new KeysSeen.Leaving(one)))
                        .orElse(KeyWork.NONE));
    }

    /** Whether nothing of a grant that is being deleted keeps it any more. */
    public boolean gone(ApiKeyGrant grant) {
        return gone(grant, snapshots.take());
    }

    private boolean gone(ApiKeyGrant grant, Snapshot snapshot) {
        return (snapshot.retention().keeps(grant) && (!losses.isDue(grant, snapshot) || refused(grant, snapshot)))
                || KeyLosses.unit(grant, snapshot)
                        .map(unit -> isAbsent(unit, snapshot))
                        .orElse(true);
    }

    /** What is being made is noted before its work is done: asked the other way round, it could be missed. */
    private boolean isAbsent(UnitKey.KeyUnit unit, Snapshot snapshot) {
        return !attempts.isOpen(unit)
                && snapshot.viewNow(unit) instanceof View.Known known
                && known.observed().absent();
    }

    /**
     * Whether a reconcile would do something, as far as that follows from AWS. After every sweep it is asked of all grants, so it asks
     * nothing that costs a look at a Secret, or a whole assessment.
     */
    public boolean restless(ApiKeyGrant grant, Snapshot snapshot) {
        var status = grant.getStatus();
        if (status == null
                || !StatusConditions.holds(status.conditions(), ConditionType.Ready)
                || !status.drift().isEmpty()) {
            return true;
        }
        if (grant.getSpec().mode() == Mode.Plan) {
            return !assess(grant, snapshot, KeyProgress.NONE).status().equals(status);
        }
        return KeyLosses.unit(grant, snapshot)
                .map(unit -> {
                    if (!(snapshot.intent(grant) instanceof Verdict.Wanted<KeyIntent>(var intent))
                            || !(snapshot.view(unit) instanceof View.Known known)
                            || !(known.observed() instanceof Observed.Key all)) {
                        return true;
                    }
                    var found = all.proven();
                    return !Planner.plan(keys.of(intent, grant, found, true, snapshot), found)
                            .converged();
                })
                .orElse(true);
    }

    /** Whether its status says something else of its quota than what was read last. */
    public boolean quotaTurned(ApiKeyGrant grant, Snapshot snapshot) {
        var status = grant.getStatus();
        if (status == null || !(snapshot.intent(grant) instanceof Verdict.Wanted<KeyIntent>(var intent))) {
            return false;
        }
        var told = QuotaWarning.told(status);
        return (QuotaWarning.isUncounted(status) && budgets.isRead(intent))
                || !budgets.warning(intent, status.apiKeyId(), told, snapshot).equals(told);
    }

    /** What its key has used of its quotas, as far as that is known. */
    public List<QuotaWarning.Budget> budgets(ApiKeyGrant grant, Snapshot snapshot) {
        var status = grant.getStatus();
        return status != null && snapshot.intent(grant) instanceof Verdict.Wanted<KeyIntent>(var intent)
                ? budgets.of(intent, status.apiKeyId(), snapshot)
                : List.of();
    }

    /** Whether AWS refused what was tried last: who wants to let go is not held up by that. */
    private boolean refused(ApiKeyGrant grant, Snapshot snapshot) {
        return KeyLosses.unit(grant, snapshot)
                .flatMap(attempts::outcome)
                .filter(Outcomes::isRefusal)
                .isPresent();
    }

    private ApiKeyGrantStatus status(
            ApiKeyGrant grant,
            @Nullable ApiKeyGrantStatus before,
            @Nullable KeyIntent intent,
            Work work,
            Learned learned,
            Snapshot snapshot) {
        var quota = intent == null
                ? Optional.<QuotaWarning>empty()
                : budgets.warning(intent, learned.keyId, QuotaWarning.told(before), snapshot);
        quota.ifPresent(one -> one.tell(work.conditions()));
        var uncounted = intent != null && QuotaWarning.isUncounted(before) && !budgets.isRead(intent);
        if (uncounted) {
            work.conditions().asBefore(ConditionType.QuotaLow);
        }
        var notCarried = intent == null
                ? Optional.<NotCarried.Told>empty()
                : keyAssessor
                        .lacks(intent.unit(), Objects.requireNonNullElse(learned.keyId, ""))
                        .map(NotCarried::told)
                        .or(() -> NotCarried.told(before, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC)));
        notCarried.ifPresent(told -> told.tell(work.conditions()));
        var summary = uncounted && before != null ? before.summary() : Summaries.of(grant, quota);
        return learned.status(grant, before, intent, work, summary, quota, notCarried);
    }
}
