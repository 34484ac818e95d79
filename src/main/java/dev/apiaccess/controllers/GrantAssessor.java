// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import dev.apiaccess.api.Annotations;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiKeyGrantStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.Mode;
import dev.apiaccess.api.Reason;
import dev.apiaccess.desired.Desired;
import dev.apiaccess.desired.KeyAssembly;
import dev.apiaccess.exec.UnitExecutor;
import dev.apiaccess.intent.Annotated;
import dev.apiaccess.intent.KeyIntent;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.KeyHistory;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Priority;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.KeyMatches;
import dev.apiaccess.plan.Planner;
import dev.apiaccess.rotation.Expiry;
import dev.apiaccess.rotation.KeyLife;
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
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks at one ApiKeyGrant. The order of a key's life is kept here: value stored, key in AWS and in its plans; {@link KeyStages}
 * goes on from there.
 */
final class GrantAssessor {

    private static final Duration UNTIL_READ = Duration.ofSeconds(5);

    private final Snapshots snapshots;
    private final DesiredState desired;
    private final DesiredKeys keys;
    private final UnitExecutor executor;
    private final KeyHandover handover;
    private final KeyStages stages;
    private final DeletionBrake brake;
    private final Settings settings;
    private final Clock clock;
    private final KeyBudgets budgets;
    private final Settling settling;
    private final QuotaCarry carry;
    private final Attempts attempts;
    private final GrantRefusals refusals;

    GrantAssessor(
            Snapshots snapshots,
            World world,
            DesiredState desired,
            UnitExecutor executor,
            KeyHandover handover,
            QuotaCarry carry,
            DeletionBrake brake,
            Settings settings,
            Clock clock) {
        this(
                snapshots,
                world,
                desired,
                executor,
                handover,
                carry,
                brake,
                settings,
                clock,
                new Settling(settings.keySettleTime(), System::nanoTime),
                Attempts.of(executor));
    }

    /** With what tests choose. */
    GrantAssessor(
            Snapshots snapshots,
            World world,
            DesiredState desired,
            UnitExecutor executor,
            KeyHandover handover,
            QuotaCarry carry,
            DeletionBrake brake,
            Settings settings,
            Clock clock,
            Settling settling,
            Attempts attempts) {
        this.settling = settling;
        this.carry = carry;
        this.attempts = attempts;
        this.snapshots = snapshots;
        this.desired = desired;
        this.keys = desired.keys();
        this.executor = executor;
        this.handover = handover;
        stages = new KeyStages(handover, keys, settling, carry, settings, clock);
        this.brake = brake;
        this.settings = settings;
        this.clock = clock;
        this.budgets = new KeyBudgets(world);
        refusals = new GrantRefusals(keys, attempts, handover.naming());
    }

    Assessment<ApiKeyGrantStatus> assess(ApiKeyGrant grant) {
        return assess(grant, snapshots.take());
    }

    Assessment<ApiKeyGrantStatus> assess(ApiKeyGrant grant, Snapshot snapshot) {
        var before = grant.getStatus();
        var work = new Work(grant, before, executor, settings, clock);
        var learned = Learned.from(before);
        var verdict = snapshot.intent(grant);
        var intent = verdict instanceof Verdict.Wanted<KeyIntent>(var value) ? value : null;
        if (before != null && snapshot.unread(grant, before, verdict)) {
            // What is due at a time is not told by any event: after a restart somebody has to look when AWS was read.
            return isTimed(grant) ? Assessment.unchanged(before, UNTIL_READ) : Assessment.unchanged(before);
        }
        var paused = Annotated.has(grant, Annotations.PAUSED);
        var plans = grant.getSpec().mode() == Mode.Plan;
        var listens = intent != null && !paused && !plans;
        if (!listens && !paused && !plans) {
            learned.again = stages.end(grant);
        }
        if (!paused && !plans && keys.expiry(grant).state(clock.instant()) == Expiry.State.OVER) {
            over(grant, work, learned, snapshot);
        } else if (!listens && withdrawn(grant, snapshot)) {
            work.withdrawn(
                    snapshot.withdrawal(grant, before).told("its key"),
                    unit(grant, snapshot).map(work::holdup).orElse(""));
            less(grant, work, snapshot);
        } else if (verdict instanceof Verdict.Rejected<KeyIntent> rejected
                && rejected.reason() == Reason.RefNotPermitted
                && refusals.ofConsent(grant, unit(grant, snapshot), rejected, work, learned, snapshot)) {
            less(grant, work, snapshot);
        } else if (paused) {
            work.paused();
            less(grant, work, snapshot);
        } else if (verdict instanceof Verdict.Rejected<KeyIntent> rejected) {
            work.rejected(rejected);
            less(grant, work, snapshot);
        } else if (intent != null) {
            key(grant, intent, work, learned, snapshot);
            var unit = KeyAssembly.unit(intent);
            if (keys.tiers(snapshot).isLeaving(unit, grant)) {
                // Whatever else comes of it: in mode Plan, or when its Secret is refused.
                work.submit(unit, Priority.REVOKE);
            }
            // Of a key that shall not work, or that somebody has to act for, that is told.
            if (intent.enabled()
                    && !keys.expiry(grant).ended(clock.instant())
                    && !work.conditions().says(ConditionType.Stalled, "True")) {
                work.leftOut(
                        GrantParts.left(intent, keys.absent(intent, snapshot)), GrantParts.rest(learned.parts), false);
            }
        }
        return new Assessment<>(
                status(grant, before, intent, work, learned, snapshot),
                work.submissions(),
                Map.of(),
                learned.again.map(at -> KeyStages.left(at, clock.instant())).or(work::again),
                learned.notes);
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
        if (unit(grant, snapshot).filter(unit -> isAbsent(unit, snapshot)).isPresent()) {
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
            unit(grant, snapshot).ifPresent(unit -> work.submit(unit, Priority.REVOKE));
        }
    }

    Assessment<ApiKeyGrantStatus> assessDeletion(ApiKeyGrant grant) {
        var snapshot = snapshots.take();
        var before = grant.getStatus();
        var work = new Work(grant, before, executor, settings, clock);
        var learned = Learned.from(before);
        var unit = unit(grant, snapshot);
        if (unit.isPresent() && !gone(grant, snapshot) && brake.holds(grant)) {
            work.held(grant.getMetadata().getNamespace(), before == null ? null : before.connection());
            less(grant, work, snapshot);
        } else if (unit.isPresent() && !gone(grant, snapshot)) {
            work.deleting(unit.get(), clock.instant());
        } else {
            work.conditions().reconciling(Reason.Pending, "removed from AWS");
        }
        unit.ifPresent(settling::forget);
        unit.ifPresent(carry::forget);
        return new Assessment<>(
                status(grant, before, null, work, learned, snapshot),
                work.submissions(),
                Map.of(),
                Optional.empty(),
                snapshot.retention().told(grant));
    }

    boolean gone(ApiKeyGrant grant) {
        return gone(grant, snapshots.take());
    }

    private boolean gone(ApiKeyGrant grant, Snapshot snapshot) {
        return (snapshot.retention().keeps(grant) && (!loses(grant, snapshot) || refused(grant, snapshot)))
                || unit(grant, snapshot).map(unit -> isAbsent(unit, snapshot)).orElse(true);
    }

    /** What is being made is noted before its work is done: asked the other way round, it could be missed. */
    private boolean isAbsent(UnitKey.KeyUnit unit, Snapshot snapshot) {
        return !executor.isOpen(unit)
                && snapshot.viewNow(unit) instanceof View.Known known
                && known.observed().absent();
    }

    /** Drops what is remembered of keys whose grants are gone: one whose finalizer somebody took away ends without a last look. */
    void keepOnly(Predicate<UnitKey.KeyUnit> there) {
        settling.keepOnly(there);
        carry.keepOnly(there);
    }

    /** Whether a reconcile would do something; unlike {@link #assess} it touches no Secret. */
    boolean restless(ApiKeyGrant grant, Snapshot snapshot) {
        var status = grant.getStatus();
        if (status == null
                || !Conditions.holds(status.conditions(), ConditionType.Ready)
                || !status.drift().isEmpty()) {
            return true;
        }
        if (grant.getSpec().mode() == Mode.Plan) {
            return !assess(grant, snapshot).status().equals(status);
        }
        return unit(grant, snapshot)
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
    boolean quotaTurned(ApiKeyGrant grant, Snapshot snapshot) {
        var status = grant.getStatus();
        if (status == null || !(snapshot.intent(grant) instanceof Verdict.Wanted<KeyIntent>(var intent))) {
            return false;
        }
        var told = QuotaWarning.told(status);
        return (QuotaWarning.isUncounted(status) && budgets.isRead(intent))
                || !budgets.warning(intent, status.apiKeyId(), told, snapshot).equals(told);
    }

    /** What its key has used of its quotas, as far as that is known. */
    List<QuotaWarning.Budget> budgets(ApiKeyGrant grant, Snapshot snapshot) {
        var status = grant.getStatus();
        return status != null && snapshot.intent(grant) instanceof Verdict.Wanted<KeyIntent>(var intent)
                ? budgets.of(intent, status.apiKeyId(), snapshot)
                : List.of();
    }

    private void key(ApiKeyGrant grant, KeyIntent intent, Work work, Learned learned, Snapshot snapshot) {
        var unit = KeyAssembly.unit(intent);
        if (intent.missing().stream().anyMatch(one -> one.why().reason() == Reason.RefNotPermitted)) {
            refusals.noteConsent(grant, unit, learned, snapshot);
        }
        if (!(snapshot.view(unit) instanceof View.Known known) || !(known.observed() instanceof Observed.Key all)) {
            work.rejected(new Verdict.Rejected<>(Reason.Pending, "API Gateway is being read for the first time", true));
            return;
        }
        var plans = grant.getSpec().mode() == Mode.Plan;
        if (!plans && all.mayBeOurs()) {
            work.rejected(new Verdict.Rejected<>(
                    Reason.Pending, "the tags of " + unit.text() + " are being read: are they ours?", true));
            work.submit(unit, Priority.USER_CHANGE);
            return;
        }
        // What may be anybody's is no key of this grant before its tags were read.
        var found = plans ? all : all.proven();
        if (keys.leaves(intent, found, snapshot)) {
            work.withdrawn(
                    new Verdict.Rejected<>(
                            Reason.Pending, "a rate limit that it names is being withdrawn from its owner", true),
                    work.holdup(unit));
            less(grant, work, snapshot);
            return;
        }
        var stored = plans ? null : handover.store(grant, intent, all);
        if (stored instanceof Verdict.Rejected<KeyHistory> refused) {
            work.rejected(refused);
            if (!found.equals(all)) {
                work.submit(unit, Priority.USER_CHANGE);
            }
            return;
        }
        var wanted =
                plans ? keys.planned(intent, grant, found, snapshot) : keys.of(intent, grant, found, true, snapshot);
        if (!(wanted instanceof Desired.Key key)) {
            work.rejected(new Verdict.Rejected<>(Reason.Pending, ((Desired.Undecided) wanted).why(), true));
            less(grant, work, snapshot);
            return;
        }
        var plan = Planner.plan(key, found);
        var doubtful = attempts.unanswered(unit)
                .map(tried -> Doubtful.keys(tried, found))
                .orElse(Set.of());
        if (!plans && plan.differences().isEmpty() && !doubtful.isEmpty()) {
            // Known is what was before a call that nobody answered: that it looks right says nothing.
            work.rejected(new Verdict.Rejected<>(
                    Reason.Pending, "AWS did not answer the last change; what became of it is being read", true));
            work.submit(unit, Priority.USER_CHANGE);
            return;
        }
        var digest = KeyAssembly.digest(key);
        var had = digest.equals(learned.digest)
                || (Corrections.forgotten(grant.getSpec(), grant.getStatus()) && !found.absent());
        var states = List.of(work.state(unit, plan.differences(), had, known, plan.revokes(), true));
        if (plans) {
            work.planned(states, plan.changes());
        } else {
            work.accepted(states, grant.getSpec().driftPolicy());
            if (plan.differences().isEmpty() && !plan.changes().isEmpty()) {
                work.submit(unit, Priority.SWEEP);
            }
        }
        learned.digest = plan.differences().isEmpty() || had ? digest : learned.digest;
        learned.keyId = KeyMatches.of(key, found)
                .existing()
                .getLast()
                .map(one -> one.id())
                .orElse(null);
        learned.plans = Memberships.kept(memberships(intent, snapshot), grant.getStatus());
        if (stored instanceof Verdict.Wanted<KeyHistory>(var history)) {
            goOn(grant, intent, key, found, doubtful, history, work, learned, snapshot);
        }
    }

    private void goOn(
            ApiKeyGrant grant,
            KeyIntent intent,
            Desired.Key key,
            Observed.Key found,
            Set<String> doubtful,
            KeyHistory history,
            Work work,
            Learned learned,
            Snapshot snapshot) {
        var refused = refusals.ofImport(intent, KeyAssembly.unit(intent), work);
        var taken = refusals.isTaken(grant, intent, history);
        var stage = stages.go(grant, intent, key, new KeyStages.InAws(found, doubtful, refused, taken), history, work);
        var inAws = KeyMatches.of(key, found);
        learned.of(stage, grant, key, inAws, settings);
        var now = clock.instant();
        var unit = KeyAssembly.unit(intent);
        var back = intent.plans().stream()
                .filter(tier -> isBack(unit, tier, inAws))
                .collect(Collectors.toSet());
        carry.keepOnly(unit, found.existing().stream().map(ExistingKey::id).collect(Collectors.toSet()));
        var members = Memberships.of(
                settling,
                unit,
                memberships(intent, snapshot),
                handed(stage.history(), key, inAws),
                grant.getStatus(),
                (tier, keyId) -> back.contains(tier) && carry.isReady(unit, List.of(tier), keyId, false));
        members.tell(work.conditions(), grant.getSpec().secret().name(), now);
        learned.settles(members, now);
        learned.triesAgain(carry.again(unit));
        learned.parts = GrantParts.of(intent, learned.plans);
    }

    /** Whether no key that is in the plan of a tier counts as gone there. */
    private boolean isBack(UnitKey.KeyUnit unit, UnitKey.PlanUnit tier, KeyMatches inAws) {
        return inAws.existing().stream()
                .flatMap(Optional::stream)
                .filter(key -> !carry.isBack(unit, tier, key.id()))
                .toList()
                .isEmpty();
    }

    private static List<Memberships.Wanted> memberships(KeyIntent intent, Snapshot snapshot) {
        return intent.plans().stream()
                .map(plan -> new Memberships.Wanted(plan, DesiredKeys.planId(plan, snapshot)))
                .toList();
    }

    /** The key that the consumer has, as AWS has it; by its number, since where a value is kept differs with who read it. */
    static Optional<ExistingKey> handed(KeyHistory history, Desired.Key key, KeyMatches inAws) {
        for (var revision : history.revisions().reversed()) {
            for (var index = 0; index < key.revisions().size(); index++) {
                if (revision.publishedAt().isPresent()
                        && key.revisions().get(index).key().name().endsWith("-r" + revision.number())) {
                    return inAws.existing().get(index);
                }
            }
        }
        return Optional.empty();
    }

    /** Whether AWS refused what was tried last: who wants to let go is not held up by that. */
    private boolean refused(ApiKeyGrant grant, Snapshot snapshot) {
        return unit(grant, snapshot)
                .flatMap(executor::outcome)
                .filter(Outcomes::isRefusal)
                .isPresent();
    }

    private static boolean withdrawn(ApiKeyGrant grant, Snapshot snapshot) {
        return unit(grant, snapshot)
                .filter(unit -> snapshot.withdrawn(grant, unit)
                        && snapshot.view(unit) instanceof View.Known known
                        && !known.observed().absent())
                .isPresent();
    }

    /**
     * What is taken away although the grant cannot be met, is paused or goes: its key when the tenant withdraws, and plans that
     * are deleted by force or withdrawn themselves.
     */
    private void less(ApiKeyGrant grant, Work work, Snapshot snapshot) {
        if (loses(grant, snapshot)) {
            unit(grant, snapshot).ifPresent(unit -> work.submit(unit, Priority.REVOKE));
        }
    }

    private boolean loses(ApiKeyGrant grant, Snapshot snapshot) {
        return unit(grant, snapshot)
                .filter(unit -> desired.of(unit, snapshot) instanceof Desired.Key key
                        && snapshot.view(unit) instanceof View.Known known
                        && !Planner.plan(key, known.observed()).changes().isEmpty())
                .isPresent();
    }

    private static Optional<UnitKey.KeyUnit> unit(ApiKeyGrant grant, Snapshot snapshot) {
        if (snapshot.intent(grant) instanceof Verdict.Wanted<KeyIntent>(var intent)) {
            return Optional.of(KeyAssembly.unit(intent));
        }
        var meta = grant.getMetadata();
        return BoundUnits.next(
                grant.getStatus(),
                (accountId, region) -> new UnitKey.KeyUnit(accountId, region, meta.getNamespace(), meta.getName()),
                snapshot);
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
                : carry.lacks(KeyAssembly.unit(intent), Objects.requireNonNullElse(learned.keyId, ""))
                        .map(NotCarried::told)
                        .or(() -> NotCarried.told(before, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC)));
        notCarried.ifPresent(told -> told.tell(work.conditions()));
        var summary = uncounted && before != null ? before.summary() : Summaries.of(grant, quota);
        return learned.status(grant, before, intent, work, summary, quota, notCarried);
    }
}
