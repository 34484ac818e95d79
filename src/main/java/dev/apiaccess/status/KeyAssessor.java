// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.Reason;
import dev.apiaccess.desired.Desired;
import dev.apiaccess.desired.KeyAssembly;
import dev.apiaccess.intent.Corrections;
import dev.apiaccess.intent.KeyIntent;
import dev.apiaccess.intent.Rotations;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.KeyHistory;
import dev.apiaccess.model.KeyRevision;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.Priority;
import dev.apiaccess.model.Settings;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.KeyMatches;
import dev.apiaccess.plan.Planner;
import dev.apiaccess.rotation.KeySteps;
import dev.apiaccess.rotation.SettleTimes;
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
 * What status says of the keys of an admitted grant: value stored, key in AWS and in its plans, and from there on what {@link KeySteps}
 * says.
 */
record KeyAssessor(Settings settings) {

    /**
     * The report of one look.
     *
     * @param findings take what is reported of AWS
     * @param learned takes what status says of the keys
     */
    private record Draft(GrantSituation situation, KeyIntent intent, Findings findings, GrantStatusDraft learned) {

        ApiKeyGrant grant() {
            return situation.grant();
        }

        KeyProgress progress() {
            return situation.progress();
        }

        Tried tried() {
            return situation.at().tried();
        }

        Instant now() {
            return situation.at().now();
        }

        void waits(String why) {
            findings.rejected(new Verdict.Rejected<>(Reason.Pending, why, true));
        }
    }

    /** The keys of a grant that is no longer admitted: nothing begins, but what was begun ends. */
    KeyWork ending(GrantSituation situation, GrantStatusDraft learned) {
        var grant = situation.grant();
        var now = situation.at().now();
        var progress = situation.progress();
        var overlap = Rotations.overlap(grant).dividedBy(settings.timeDivisor());
        var outlook = situation.stored().seen(grant).map(history -> KeySteps.ending(history, overlap, now));
        learned.again = Stream.concat(
                        outlook.flatMap(KeySteps.Outlook::again).stream(), situation.expiry().changes(now).stream())
                .min(Instant::compareTo);
        var isDone = progress.turned() || progress.refused().isPresent();
        return isDone ? KeyWork.NONE : KeyWork.of(outlook.flatMap(KeySteps.Outlook::step));
    }

    /** The keys of an admitted grant. In mode Plan, what would be done is reported and is no step. */
    KeyWork look(GrantSituation situation, KeyIntent intent, Findings findings, GrantStatusDraft learned) {
        var draft = new Draft(situation, intent, findings, learned);
        if (intent.missing().stream().anyMatch(one -> one.why().reason() == Reason.RefNotPermitted)) {
            GrantRefusals.noteConsent(situation, learned);
        }
        if (situation.keys().isEmpty()) {
            draft.waits("API Gateway is being read for the first time");
            return KeyWork.NONE;
        }
        var keys = situation.keys().get();
        if (!situation.plans() && keys.all().mayBeOurs()) {
            draft.waits("the tags of " + intent.unit().text() + " are being read: are they ours?");
            situation.stored().seen(situation.grant()).ifPresent(learned::onItsWay);
            findings.submit(intent.unit(), Priority.USER_CHANGE);
            return KeyWork.NONE;
        }
        if (keys.leaves() || keys.kept().isEmpty()) {
            findings.withdrawn(
                    new Verdict.Rejected<>(
                            Reason.Pending, "a rate limit that it names is being withdrawn from its owner", true),
                    findings.holdup(intent.unit()));
            GrantAssessor.lose(situation.key(), findings);
            return KeyWork.NONE;
        }
        return kept(draft, keys, keys.kept().get());
    }

    private KeyWork kept(Draft draft, GrantSituation.Keys keys, StoredKeys.Kept kept) {
        return switch (kept) {
            case StoredKeys.Kept.Refused(var why) -> {
                draft.findings().rejected(why);
                if (!keys.found().equals(keys.all())) {
                    draft.findings().submit(draft.intent().unit(), Priority.USER_CHANGE);
                }
                yield KeyWork.NONE;
            }
            case StoredKeys.Kept.Missing(var step, var _) -> {
                if (draft.situation().plans()) {
                    keys.history().ifPresent(history -> compare(draft, keys, history));
                    yield KeyWork.NONE;
                }
                draft.waits("the value is not stored yet");
                yield KeyWork.of(Optional.of(step));
            }
            case StoredKeys.Kept.Known(var history) -> compare(draft, keys, history);
        };
    }

    /** Compares what is wanted with what AWS has. What is wanted follows from the Secret as last seen, as it does for the executor. */
    private KeyWork compare(Draft draft, GrantSituation.Keys keys, KeyHistory history) {
        var grant = draft.grant();
        var plans = draft.situation().plans();
        var findings = draft.findings();
        var learned = draft.learned();
        var found = keys.found();
        if (!plans) {
            learned.onItsWay(history);
        }
        var wanted = keys.wanted().orElseThrow();
        if (!(wanted instanceof Desired.Key key)) {
            draft.waits(((Desired.Undecided) wanted).why());
            GrantAssessor.lose(draft.situation().key(), findings);
            return KeyWork.NONE;
        }
        var unit = key.unit();
        var plan = Planner.plan(key, found);
        var doubtful = draft.tried()
                .unanswered(unit)
                .map(tried -> UnansweredKeys.keys(tried, found))
                .orElse(Set.of());
        if (!plans && plan.differences().isEmpty() && !doubtful.isEmpty()) {
            // What is known dates from before an unanswered call: that it looks right says nothing.
            draft.waits("AWS did not answer the last change; what became of it is being read");
            findings.submit(unit, Priority.USER_CHANGE);
            return KeyWork.NONE;
        }
        var digest = KeyAssembly.digest(key);
        var had = digest.equals(learned.digest)
                || (Corrections.forgotten(grant.getSpec(), grant.getStatus()) && !found.absent());
        var states = List.of(findings.state(unit, plan.differences(), had, keys.view(), plan.revokes(), true));
        if (plans) {
            findings.planned(states, plan.changes());
        } else {
            findings.accepted(states, grant.getSpec().driftPolicy());
            if (plan.differences().isEmpty() && !plan.changes().isEmpty()) {
                findings.submit(unit, Priority.SWEEP);
            }
        }
        learned.digest = plan.differences().isEmpty() || had ? digest : learned.digest;
        learned.keyId = KeyMatches.of(key, found)
                .existing()
                .getLast()
                .map(one -> one.id())
                .orElse(null);
        learned.plans = Memberships.kept(keys.memberships(), grant.getStatus());
        return plans ? KeyWork.NONE : goOn(draft, key, keys, doubtful, history);
    }

    /** Where the keys are in their life, and which step comes next. */
    private KeyWork goOn(
            Draft draft, Desired.Key key, GrantSituation.Keys keys, Set<String> doubtful, KeyHistory history) {
        var situation = draft.situation();
        var intent = draft.intent();
        var now = draft.now();
        var inAws = KeyMatches.of(key, keys.found());
        var charges = new ArrayList<Charge>();
        var working = KeysInAws.working(
                key, inAws, doubtful, history, draft.findings().converged());
        var works = intent.enabled() && !situation.expiry().ended(now);
        var times = works
                ? settling(draft, key, history, working)
                : situation.memory().times(key.unit());
        // The report of a refused value comes before that of the key.
        var refused = GrantRefusals.ofImport(intent, draft.tried(), draft.findings());
        var outlook = draft.progress().refused().isPresent()
                ? KeySteps.Outlook.NOTHING
                : KeySteps.next(new KeySteps.Situation(
                        history,
                        situation.stored().told(draft.grant(), history, keys.all()),
                        inAws(draft, inAws, working, history, refused),
                        new KeySteps.Wanted(
                                works,
                                intent.rotation().faster(settings.timeDivisor()),
                                Summaries.rotateRequestedAt(draft.grant()),
                                values(draft, history)),
                        new KeySteps.HandingOver(
                                handedOver(draft, history, working),
                                draft.progress().handing().isPresent(),
                                draft.progress().handing().flatMap(KeyProgress.Refusal::wrong),
                                times.left(situation.memory().now()),
                                !works || isCharged(draft, history, working, charges),
                                given(draft, history.newest())),
                        draft.progress().turned(),
                        settings.keySettleTime(),
                        now));
        var stage = new KeyReadiness.Stage(history, outlook, !inAws.outdated().isEmpty(), situation.expiry());
        new KeyReadiness(settings).tell(draft.grant(), intent, stage, draft.progress(), draft.findings(), now);
        draft.learned().of(stage, draft.grant(), key, inAws, settings, now);
        var settled = members(draft, key, keys, inAws, history, times, charges);
        draft.learned().parts = GrantParts.of(intent, draft.learned().plans);
        return new KeyWork(
                outlook.step(),
                Optional.of(new KeysSeen.There(
                        key.unit(),
                        settled,
                        charges,
                        keys.found().existing().stream().map(ExistingKey::id).collect(Collectors.toSet()))));
    }

    private KeySteps.InAws inAws(
            Draft draft, KeyMatches inAws, Map<Integer, String> working, KeyHistory history, boolean refused) {
        // A key that AWS may have without showing it would go on working beside the next ones.
        var replaceable =
                refused || isTaken(draft, history) || inAws.existing().getLast().isPresent();
        return new KeySteps.InAws(
                working, draft.findings().converged(), !inAws.outdated().isEmpty(), replaceable);
    }

    private boolean isTaken(Draft draft, KeyHistory history) {
        return GrantRefusals.isTaken(draft.intent(), history, draft.tried(), new Naming(settings.clusterId()));
    }

    private static Optional<Integer> given(Draft draft, KeyRevision newest) {
        return newest.keyId()
                .filter(id -> id.equals(draft.progress().handedOver().get(newest.number())))
                .map(_ -> newest.number());
    }

    private KeySteps.Values values(Draft draft, KeyHistory history) {
        return new KeySteps.Values(
                draft.intent().imported().isPresent(),
                draft.progress().turned()
                        ? Optional.empty()
                        : draft.situation().stored().instead(draft.grant(), draft.intent(), history.newest()),
                isTaken(draft, history));
    }

    /** A key that was not handed over settles from when on it is in all its plans. */
    private static SettleTimes settling(
            Draft draft, Desired.Key key, KeyHistory history, Map<Integer, String> working) {
        var memory = draft.situation().memory();
        var times = memory.times(key.unit());
        var newest = history.newest();
        var id = working.get(newest.number());
        return id != null && (newest.publishedAt().isEmpty() || !newest.keyId().equals(Optional.of(id)))
                ? times.begin(id, key.newest().key().planIds(), memory.now())
                : times;
    }

    private static Set<Integer> handedOver(Draft draft, KeyHistory history, Map<Integer, String> working) {
        return history.revisions().stream()
                .filter(one -> working.containsKey(one.number()))
                .filter(one -> {
                    var id = Objects.requireNonNull(working.get(one.number()));
                    return id.equals(draft.progress().handedOver().get(one.number()))
                            || draft.situation().stored().isHandedOver(draft.grant(), one, id);
                })
                .map(KeyRevision::number)
                .collect(Collectors.toSet());
    }

    private static boolean isCharged(
            Draft draft, KeyHistory history, Map<Integer, String> working, List<Charge> charges) {
        var intent = draft.intent();
        var id = working.get(history.newest().number());
        var replaces = history.previous().isPresent();
        if (id == null
                || history.newest().publishedAt().isPresent()
                || draft.situation().memory().isReady(intent.unit(), intent.plans(), id, replaces)) {
            return true;
        }
        charges.add(new Charge.Take(intent.plans(), id, replaces));
        return false;
    }

    /** Reports in which plans the consumer's key works; returns what is to be remembered of that. */
    private static SettleTimes members(
            Draft draft,
            Desired.Key key,
            GrantSituation.Keys keys,
            KeyMatches inAws,
            KeyHistory history,
            SettleTimes times,
            List<Charge> charges) {
        var unit = key.unit();
        var memory = draft.situation().memory();
        var away = new ArrayList<UnitKey.UsagePlanUnit>();
        for (var tier : draft.intent().plans()) {
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
                keys.memberships(),
                KeysInAws.handed(history, key, inAws),
                draft.grant().getStatus(),
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
        members.tell(
                draft.findings().conditions(), draft.grant().getSpec().secret().name(), draft.now());
        draft.learned().settles(members, draft.now());
        draft.learned().triesAgain(memory.again(unit));
        return members.times();
    }
}
