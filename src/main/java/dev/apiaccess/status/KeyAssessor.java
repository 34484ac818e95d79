// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.Mode;
import dev.apiaccess.api.Reason;
import dev.apiaccess.desired.Desired;
import dev.apiaccess.desired.DesiredKeys;
import dev.apiaccess.desired.KeyAssembly;
import dev.apiaccess.intent.Corrections;
import dev.apiaccess.intent.KeyIntent;
import dev.apiaccess.intent.Rotations;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.KeyHistory;
import dev.apiaccess.model.KeyRevision;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Priority;
import dev.apiaccess.model.Settings;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.KeyMatches;
import dev.apiaccess.plan.Planner;
import dev.apiaccess.rotation.KeySteps;
import dev.apiaccess.rotation.PlannedHistory;
import dev.apiaccess.rotation.SettleTimes;
import dev.apiaccess.snapshot.Snapshot;
import dev.apiaccess.world.View;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Looks at the keys of a grant that is admitted: value stored, key in AWS and in its plans, and from there on what {@link KeySteps}
 * says. It reads and decides, and does nothing.
 */
public final class KeyAssessor {

    private final DesiredKeys keys;
    private final StoredKeys stored;
    private final KeyMemory memory;
    private final KeyLosses losses;
    private final GrantRefusals refusals;
    private final Attempts attempts;
    private final KeyReadiness readiness;
    private final Settings settings;
    private final Clock clock;

    /**
     * What belongs to one look.
     *
     * @param work takes what is told of AWS
     * @param learned takes what status says of the keys
     * @param progress what the steps of this pass came to
     */
    record Look(
            ApiKeyGrant grant, KeyIntent intent, Work work, Learned learned, Snapshot snapshot, KeyProgress progress) {

        boolean plans() {
            return grant.getSpec().mode() == Mode.Plan;
        }

        void waits(String why) {
            work.rejected(new Verdict.Rejected<>(Reason.Pending, why, true));
        }

        List<Memberships.Wanted> memberships() {
            return intent.plans().stream()
                    .map(plan -> new Memberships.Wanted(plan, DesiredKeys.planId(plan, snapshot)))
                    .toList();
        }
    }

    public KeyAssessor(
            DesiredKeys keys,
            StoredKeys stored,
            KeyMemory memory,
            KeyLosses losses,
            GrantRefusals refusals,
            Attempts attempts,
            Settings settings,
            Clock clock) {
        this.keys = keys;
        this.stored = stored;
        this.memory = memory;
        this.losses = losses;
        this.refusals = refusals;
        this.attempts = attempts;
        this.settings = settings;
        this.clock = clock;
        readiness = new KeyReadiness(settings);
    }

    /** What is told when others say no. */
    GrantRefusals refusals() {
        return refusals;
    }

    /** What was not carried over to a key. */
    Optional<NotCarried> lacks(UnitKey.KeyUnit unit, String keyId) {
        return memory.lacks(unit, keyId);
    }

    /** Of a grant that is not admitted any more: nothing begins, but what was begun ends. */
    KeyWork ending(ApiKeyGrant grant, Learned learned, KeyProgress progress) {
        var now = clock.instant();
        var overlap = Rotations.overlap(grant).dividedBy(settings.timeDivisor());
        var outlook = stored.seen(grant).map(history -> KeySteps.ending(history, overlap, now));
        learned.again = Stream.concat(
                        outlook.flatMap(KeySteps.Outlook::again).stream(), keys.expiry(grant).changes(now).stream())
                .min(Instant::compareTo);
        var isDone = progress.turned() || progress.refused().isPresent();
        return isDone ? KeyWork.NONE : KeyWork.of(outlook.flatMap(KeySteps.Outlook::step));
    }

    /** Of a grant that is admitted, also one in mode Plan: what would be done then is told, and is no step. */
    KeyWork look(Look look) {
        var unit = look.intent().unit();
        if (look.intent().missing().stream().anyMatch(one -> one.why().reason() == Reason.RefNotPermitted)) {
            refusals.noteConsent(look.grant(), unit, look.learned(), look.snapshot());
        }
        if (!(look.snapshot().view(unit) instanceof View.Known known)
                || !(known.observed() instanceof Observed.Key all)) {
            look.waits("API Gateway is being read for the first time");
            return KeyWork.NONE;
        }
        if (!look.plans() && all.mayBeOurs()) {
            look.waits("the tags of " + unit.text() + " are being read: are they ours?");
            stored.seen(look.grant()).ifPresent(look.learned()::onItsWay);
            look.work().submit(unit, Priority.USER_CHANGE);
            return KeyWork.NONE;
        }
        // What may be anybody's is no key of this grant before its tags were read.
        var found = look.plans() ? all : all.proven();
        if (keys.leaves(look.intent(), found, look.snapshot())) {
            look.work()
                    .withdrawn(
                            new Verdict.Rejected<>(
                                    Reason.Pending,
                                    "a rate limit that it names is being withdrawn from its owner",
                                    true),
                            look.work().holdup(unit));
            losses.submit(look.grant(), look.work(), look.snapshot());
            return KeyWork.NONE;
        }
        return switch (kept(look, found, all)) {
            case StoredKeys.Kept.Refused(var why) -> {
                look.work().rejected(why);
                if (!found.equals(all)) {
                    look.work().submit(unit, Priority.USER_CHANGE);
                }
                yield KeyWork.NONE;
            }
            case StoredKeys.Kept.Missing(var step, var before) -> {
                if (look.plans()) {
                    PlannedHistory.after(step, before).ifPresent(history -> compare(look, known, all, found, history));
                    yield KeyWork.NONE;
                }
                look.waits("the value is not stored yet");
                yield KeyWork.of(Optional.of(step));
            }
            case StoredKeys.Kept.Known(var history) -> compare(look, known, all, found, history);
        };
    }

    private StoredKeys.Kept kept(Look look, Observed.Key found, Observed.Key all) {
        return look.progress()
                .stored()
                .map(StoredKeys::of)
                .orElseGet(() -> stored.of(look.grant(), look.intent(), found, all));
    }

    /** Compares what is wanted with what AWS has. What is wanted goes by what was seen of the Secret, as it does for the executor. */
    private KeyWork compare(Look look, View.Known known, Observed.Key all, Observed.Key found, KeyHistory history) {
        var grant = look.grant();
        var work = look.work();
        var learned = look.learned();
        var wanted = look.plans()
                ? keys.planned(look.intent(), history, look.snapshot())
                : keys.of(look.intent(), grant, found, true, look.snapshot());
        if (!look.plans()) {
            learned.onItsWay(history);
        }
        if (!(wanted instanceof Desired.Key key)) {
            look.waits(((Desired.Undecided) wanted).why());
            losses.submit(grant, work, look.snapshot());
            return KeyWork.NONE;
        }
        var unit = key.unit();
        var plan = Planner.plan(key, found);
        var doubtful = attempts.unanswered(unit)
                .map(tried -> Doubtful.keys(tried, found))
                .orElse(Set.of());
        if (!look.plans() && plan.differences().isEmpty() && !doubtful.isEmpty()) {
            // Known is what was before a call that nobody answered: that it looks right says nothing.
            look.waits("AWS did not answer the last change; what became of it is being read");
            work.submit(unit, Priority.USER_CHANGE);
            return KeyWork.NONE;
        }
        var digest = KeyAssembly.digest(key);
        var had = digest.equals(learned.digest)
                || (Corrections.forgotten(grant.getSpec(), grant.getStatus()) && !found.absent());
        var states = List.of(work.state(unit, plan.differences(), had, known, plan.revokes(), true));
        if (look.plans()) {
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
        learned.plans = Memberships.kept(look.memberships(), grant.getStatus());
        return look.plans() ? KeyWork.NONE : goOn(look, key, all, found, doubtful, history);
    }

    /** Where the life of the keys is, and which step comes next. */
    private KeyWork goOn(
            Look look,
            Desired.Key key,
            Observed.Key all,
            Observed.Key found,
            Set<String> doubtful,
            KeyHistory history) {
        var grant = look.grant();
        var now = clock.instant();
        var inAws = KeyMatches.of(key, found);
        var charges = new ArrayList<Charge>();
        var working =
                KeysInAws.working(key, inAws, doubtful, history, look.work().converged());
        var works = look.intent().enabled() && !keys.expiry(grant).ended(now);
        var times = works ? settling(key, history, working) : memory.times(key.unit());
        // What is told of a refused value comes before what is told of the key.
        var refused = refusals.ofImport(look.intent(), key.unit(), look.work());
        var outlook = look.progress().refused().isPresent()
                ? KeySteps.Outlook.NOTHING
                : KeySteps.next(new KeySteps.Situation(
                        history,
                        stored.told(grant, history, all),
                        inAws(look, inAws, working, history, refused),
                        new KeySteps.Wanted(
                                works,
                                look.intent().rotation().faster(settings.timeDivisor()),
                                Summaries.rotateRequestedAt(grant),
                                values(look, history)),
                        new KeySteps.HandingOver(
                                handedOver(look, history, working),
                                look.progress().handing().isPresent(),
                                look.progress().handing().flatMap(KeyProgress.Refusal::wrong),
                                times.left(memory.now()),
                                !works || isCharged(look.intent(), history, working, charges),
                                given(look, history.newest())),
                        look.progress().turned(),
                        settings.keySettleTime(),
                        now));
        var stage = new KeyReadiness.Stage(history, outlook, !inAws.outdated().isEmpty(), keys.expiry(grant));
        readiness.tell(grant, look.intent(), stage, look.progress(), look.work(), now);
        look.learned().of(stage, grant, key, inAws, settings, now);
        var settled = members(look, key, inAws, history, times, charges, now);
        look.learned().parts = GrantParts.of(look.intent(), look.learned().plans);
        return new KeyWork(
                outlook.step(),
                Optional.of(new KeysSeen.There(
                        key.unit(),
                        settled,
                        charges,
                        found.existing().stream().map(ExistingKey::id).collect(Collectors.toSet()))));
    }

    private KeySteps.InAws inAws(
            Look look, KeyMatches inAws, Map<Integer, String> working, KeyHistory history, boolean refused) {
        // A key that AWS may have without showing it would go on working beside the next ones.
        var replaceable = refused
                || refusals.isTaken(look.grant(), look.intent(), history)
                || inAws.existing().getLast().isPresent();
        return new KeySteps.InAws(
                working, look.work().converged(), !inAws.outdated().isEmpty(), replaceable);
    }

    private static Optional<Integer> given(Look look, KeyRevision newest) {
        return newest.keyId()
                .filter(id -> id.equals(look.progress().handedOver().get(newest.number())))
                .map(_ -> newest.number());
    }

    private KeySteps.Values values(Look look, KeyHistory history) {
        return new KeySteps.Values(
                look.intent().imported().isPresent(),
                look.progress().turned()
                        ? Optional.empty()
                        : stored.instead(look.grant(), look.intent(), history.newest()),
                refusals.isTaken(look.grant(), look.intent(), history));
    }

    /** A key that nobody has settles from when on it is in all its plans. */
    private SettleTimes settling(Desired.Key key, KeyHistory history, Map<Integer, String> working) {
        var times = memory.times(key.unit());
        var newest = history.newest();
        var id = working.get(newest.number());
        return id != null && (newest.publishedAt().isEmpty() || !newest.keyId().equals(Optional.of(id)))
                ? times.begin(id, key.newest().key().planIds(), memory.now())
                : times;
    }

    private Set<Integer> handedOver(Look look, KeyHistory history, Map<Integer, String> working) {
        return history.revisions().stream()
                .filter(one -> working.containsKey(one.number()))
                .filter(one -> {
                    var id = Objects.requireNonNull(working.get(one.number()));
                    return id.equals(look.progress().handedOver().get(one.number()))
                            || stored.isHandedOver(look.grant(), one, id);
                })
                .map(KeyRevision::number)
                .collect(Collectors.toSet());
    }

    private boolean isCharged(
            KeyIntent intent, KeyHistory history, Map<Integer, String> working, List<Charge> charges) {
        var id = working.get(history.newest().number());
        var replaces = history.previous().isPresent();
        if (id == null
                || history.newest().publishedAt().isPresent()
                || memory.isReady(intent.unit(), intent.plans(), id, replaces)) {
            return true;
        }
        charges.add(new Charge.Take(intent.plans(), id, replaces));
        return false;
    }

    /** Tells in which plans the consumer's key works; what is to be remembered of that. */
    private SettleTimes members(
            Look look,
            Desired.Key key,
            KeyMatches inAws,
            KeyHistory history,
            SettleTimes times,
            List<Charge> charges,
            Instant now) {
        var unit = key.unit();
        var away = new ArrayList<UnitKey.PlanUnit>();
        for (var tier : look.intent().plans()) {
            for (var one : inAws.existing().stream().flatMap(Optional::stream).toList()) {
                if (!memory.isBack(unit, tier, one.id())) {
                    away.add(tier);
                    charges.add(new Charge.TakeBack(tier, one.id()));
                }
            }
        }
        var members = Memberships.of(
                times,
                memory.now(),
                look.memberships(),
                KeysInAws.handed(history, key, inAws),
                look.grant().getStatus(),
                (tier, keyId) -> {
                    if (away.contains(tier)) {
                        return false;
                    }
                    var paid = memory.isReady(unit, List.of(tier), keyId, false);
                    if (!paid) {
                        charges.add(new Charge.Take(List.of(tier), keyId, false));
                    }
                    return paid;
                });
        members.tell(look.work().conditions(), look.grant().getSpec().secret().name(), now);
        look.learned().settles(members, now);
        look.learned().triesAgain(memory.again(unit));
        return members.times();
    }
}
