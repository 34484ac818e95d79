// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.Reason;
import dev.apiaccess.api.RotationStatus;
import dev.apiaccess.desired.Desired;
import dev.apiaccess.intent.KeyIntent;
import dev.apiaccess.intent.Rotations;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.kube.KeyStore;
import dev.apiaccess.model.KeyHistory;
import dev.apiaccess.model.KeyRevision;
import dev.apiaccess.model.KeyValue;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.KeyMatches;
import dev.apiaccess.rotation.Expiry;
import dev.apiaccess.rotation.KeyLife;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Takes the keys of a grant one step further when AWS has come so far: settled, handed over, replaced, dropped. Every step is noted
 * in our own Secret before the next one, so that it goes on after a crash where it was.
 */
final class KeyStages {

    private final KeyHandover handover;
    private final DesiredKeys desired;
    private final Settling settling;
    private final QuotaCarry carry;
    private final Settings settings;
    private final Clock clock;

    KeyStages(
            KeyHandover handover,
            DesiredKeys desired,
            Settling settling,
            QuotaCarry carry,
            Settings settings,
            Clock clock) {
        this.handover = handover;
        this.desired = desired;
        this.settling = settling;
        this.carry = carry;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Where the keys of a grant stand.
     *
     * @param serving the key that the consumer has, with its id, empty when there is none that works
     * @param retiring whether AWS still has keys that nobody needs
     * @param nextAt when replacing begins next
     * @param again when there is something to do without an event
     */
    record Stage(
            KeyHistory history,
            Optional<KeyRevision> serving,
            boolean retiring,
            Optional<Instant> nextAt,
            Optional<Instant> again) {}

    /**
     * What is known of AWS.
     *
     * @param doubtful ids of keys that may be otherwise
     * @param refused whether AWS does not take the newest value
     * @param taken whether another key has the newest value, which nobody was given yet
     */
    record InAws(Observed.Key found, Set<String> doubtful, boolean refused, boolean taken) {}

    /** @param refused why the consumer's Secret is not as it shall be: that keeps nothing from ending */
    private record Handed(
            KeyHistory history, Optional<KeyRevision> serving, Optional<Verdict.Rejected<KeyRevision>> refused) {

        static Handed none(KeyHistory history) {
            return new Handed(history, Optional.empty(), Optional.empty());
        }

        /** Whether the newest key is on its way still. */
        boolean isNew() {
            return history.newest().publishedAt().isEmpty();
        }
    }

    /** What was decided about the next key. */
    private record Turn(KeyHistory history, Optional<Instant> begins, Optional<Instant> due, Optional<Instant> again) {

        static Turn none(KeyHistory history) {
            return new Turn(history, Optional.empty(), Optional.empty(), Optional.empty());
        }
    }

    /**
     * Goes on with a grant that is admitted.
     *
     * @param stored what our own Secret holds
     * @param work knows whether AWS is as it shall be, and takes what the conditions are
     */
    Stage go(ApiKeyGrant grant, KeyIntent intent, Desired.Key wanted, InAws inAws, KeyHistory stored, Work work) {
        var now = clock.instant();
        var matches = KeyMatches.of(wanted, inAws.found());
        var retiring = !matches.outdated().isEmpty();
        var expiry = desired.expiry(grant);
        var works = intent.enabled() && !expiry.ended(now);
        var settle = settings.keySettleTime();
        var ahead = !stored.notAheadOf(now, settle).equals(stored);
        var history = ahead ? handover.change(grant, one -> one.notAheadOf(now, settle)) : Verdict.wanted(stored);
        var handed = works
                ? history.then(one -> handOver(
                        grant,
                        intent,
                        wanted,
                        one,
                        working(wanted, matches, inAws.doubtful(), one, work.converged()),
                        now))
                : history.then(one -> Verdict.wanted(Handed.none(one)));
        // A key that AWS may have without showing it would go on working beside the next ones.
        var replaceable =
                inAws.refused() || inAws.taken() || matches.existing().getLast().isPresent();
        var turned = handed.then(one -> turn(
                grant,
                intent,
                one,
                inAws.taken(),
                one.refused().isEmpty() && (one.isNew() ? replaceable : work.converged() && works && !retiring),
                now));
        if (turned instanceof Verdict.Rejected<Turn> rejected) {
            refused(rejected, work);
            return new Stage(stored, Optional.empty(), retiring, Optional.empty(), expiry.changes(now));
        }
        var turn = ((Verdict.Wanted<Turn>) turned).value();
        var serving = ((Verdict.Wanted<Handed>) handed).value().serving();
        var refused = ((Verdict.Wanted<Handed>) handed).value().refused();
        if (expiry.ended(now)) {
            expired(grant, work);
        } else if (!intent.enabled()) {
            disabled(work);
        } else if (refused.isPresent()) {
            refused(grant, refused.get(), work);
        } else if (serving.isPresent()) {
            ready(grant, turn, serving.get(), retiring, expiry.state(now), work, now);
        } else if (work.converged()) {
            settling(settles(wanted.unit(), turn.history(), now), work);
        }
        var settles = settles(wanted.unit(), turn.history(), now);
        return new Stage(
                turn.history(),
                serving,
                retiring,
                turn.begins(),
                Stream.of(turn.again(), settles, expiry.changes(now))
                        .flatMap(Optional::stream)
                        .min(Instant::compareTo));
    }

    /** Goes on with a grant that is not admitted any more: nothing begins, but what was begun ends. */
    Optional<Instant> end(ApiKeyGrant grant) {
        var now = clock.instant();
        var overlap = Rotations.overlap(grant).dividedBy(settings.timeDivisor());
        var ends = handover.known(grant).flatMap(history -> KeyLife.overlapEnds(history, overlap));
        if (ends.filter(at -> !at.isAfter(now)).isPresent()) {
            var _ = handover.change(grant, KeyStages::withoutReplaced);
        }
        return Stream.concat(ends.stream(), desired.expiry(grant).changes(now).stream())
                .filter(at -> at.isAfter(now))
                .min(Instant::compareTo);
    }

    /** Ids by revision of the keys that are in AWS as they shall be. */
    private static Map<Integer, String> working(
            Desired.Key wanted, KeyMatches matches, Set<String> doubtful, KeyHistory history, boolean converged) {
        var ids = new HashMap<Integer, String>();
        for (var index = 0; index < wanted.revisions().size(); index++) {
            var revision = wanted.revisions().get(index);
            var number = history.revisions().stream()
                    .map(KeyRevision::number)
                    .filter(one -> revision.key().name().endsWith("-r" + one))
                    .findFirst();
            // Where drift is only reported, AWS counts as it is.
            matches.existing()
                    .get(index)
                    .filter(found -> converged || found.key().equals(revision.key()))
                    .filter(found -> !doubtful.contains(found.id()))
                    .ifPresent(found -> number.ifPresent(one -> ids.put(one, found.id())));
        }
        return ids;
    }

    /** The newest key goes to the consumer as soon as it has settled; until then the one before it stays there. */
    private Verdict<Handed> handOver(
            ApiKeyGrant grant,
            KeyIntent intent,
            Desired.Key wanted,
            KeyHistory history,
            Map<Integer, String> working,
            Instant now) {
        var unit = wanted.unit();
        var newest = history.newest();
        var id = working.get(newest.number());
        if (id == null) {
            return previous(grant, history, working);
        }
        if (newest.publishedAt().isEmpty() || !newest.keyId().equals(Optional.of(id))) {
            settling.begin(unit, id, wanted.newest().key().planIds());
        }
        // Its value can be read in our own Secret from the beginning: what is owed is taken as soon as AWS has it in
        // the plans.
        var charged = newest.publishedAt().isPresent()
                || carry.isReady(unit, intent.plans(), id, history.previous().isPresent());
        if (newest.usableAt().isEmpty() || !newest.keyId().equals(Optional.of(id))) {
            var usableAt = now.plus(settings.keySettleTime());
            return handover.change(grant, one -> one.edit(newest.number(), revision -> noted(revision, id, usableAt)))
                    .then(noted -> previous(grant, noted, working));
        }
        if (settles(unit, history, now).isPresent() || !charged) {
            return previous(grant, history, working);
        }
        if (handover.publish(grant, newest, id) instanceof Verdict.Rejected<KeyRevision> refused) {
            return Verdict.wanted(new Handed(history, Optional.empty(), Optional.of(refused)));
        }
        var noted = newest.publishedAt().isPresent()
                ? Verdict.wanted(history)
                : handover.change(
                        grant, one -> withoutLost(one.edit(newest.number(), revision -> published(revision, now))));
        return noted.then(one -> Verdict.wanted(new Handed(one, one.find(newest.number()), Optional.empty())));
    }

    /** When the newest key may be handed over, empty when it may now. */
    private Optional<Instant> settles(UnitKey.KeyUnit unit, KeyHistory history, Instant now) {
        var left = settling.left(unit);
        return history.newest()
                .usableAt()
                .filter(at -> at.isAfter(now))
                .or(() -> left.isZero() ? Optional.empty() : Optional.of(now.plus(left)));
    }

    private Verdict<Handed> previous(ApiKeyGrant grant, KeyHistory history, Map<Integer, String> working) {
        var previous =
                history.previous().filter(one -> one.publishedAt().isPresent() && working.containsKey(one.number()));
        if (previous.isEmpty()) {
            return Verdict.wanted(Handed.none(history));
        }
        var id = working.getOrDefault(previous.get().number(), "");
        return handover.publish(grant, previous.get(), id) instanceof Verdict.Rejected<KeyRevision> refused
                ? Verdict.wanted(new Handed(history, Optional.empty(), Optional.of(refused)))
                : Verdict.wanted(new Handed(history, previous, Optional.empty()));
    }

    private Verdict<Turn> turn(
            ApiKeyGrant grant, KeyIntent intent, Handed handed, boolean taken, boolean mayBegin, Instant now) {
        var history = handed.history();
        var rotation = intent.rotation().faster(settings.timeDivisor());
        // Of a value that is another's key now the next is made; what is imported its owner replaces.
        var replacement = taken && intent.imported().isEmpty()
                ? handover.nextValue(grant, intent)
                : handover.instead(grant, intent, history.newest()) instanceof KeyStore.Source.Value(var value)
                        ? Optional.of(value)
                        : Optional.<KeyValue>empty();
        // A value that is imported is replaced by its owner, not by asking for another one.
        var asked = new KeyLife.Asked(
                intent.imported().isPresent() ? Optional.empty() : Summaries.rotateRequestedAt(grant),
                replacement.isPresent());
        return switch (KeyLife.next(history, rotation, asked, now)) {
            case KeyLife.Next.Keep(var until) ->
                Verdict.wanted(new Turn(
                        history,
                        KeyLife.phase(history) == KeyLife.Phase.Idle ? until : Optional.empty(),
                        Optional.empty(),
                        until));
            case KeyLife.Next.WaitForWindow(var opens, var due) ->
                Verdict.wanted(new Turn(history, opens, Optional.of(due), opens));
            case KeyLife.Next.Acknowledge(var request) ->
                handover.change(grant, one -> one.withRotateRequest(Optional.of(request)))
                        .then(met -> Verdict.wanted(Turn.none(met)));
            case KeyLife.Next.Retire _ ->
                handover.change(grant, KeyStages::withoutReplaced).then(left -> Verdict.wanted(Turn.none(left)));
            case KeyLife.Next.Supersede _ ->
                mayBegin
                        ? supersede(grant, intent, history, replacement.orElseThrow(), now)
                        : Verdict.wanted(Turn.none(history));
            case KeyLife.Next.Rotate(var due) -> {
                var value = mayBegin && handed.serving().isPresent()
                        ? handover.nextValue(grant, intent)
                        : Optional.<KeyValue>empty();
                yield value.isEmpty()
                        ? Verdict.wanted(new Turn(history, Optional.of(now), Optional.of(due), Optional.empty()))
                        : begin(grant, intent, history, asked, value.get(), now);
            }
        };
    }

    private Verdict<Turn> begin(
            ApiKeyGrant grant, KeyIntent intent, KeyHistory history, KeyLife.Asked asked, KeyValue value, Instant now) {
        var number = history.newest().number();
        var next = KeyHandover.nextNumber(grant, number);
        return handover.change(
                        grant,
                        one -> one.newest().number() == number
                                ? one.with(KeyRevision.issued(next, value, now))
                                        .withRotateRequest(asked.rotate().or(one::rotateRequest))
                                : one)
                .then(begun -> noted(grant, intent, begun, next, value));
    }

    private Verdict<Turn> noted(ApiKeyGrant grant, KeyIntent intent, KeyHistory begun, int next, KeyValue value) {
        if (begun.newest().number() == next && begun.newest().value().equals(value)) {
            handover.made(grant, intent, next);
        }
        return Verdict.wanted(Turn.none(begun));
    }

    /** Nobody has the newest value yet, and AWS may never take it: the next one does not wait for that. */
    private Verdict<Turn> supersede(
            ApiKeyGrant grant, KeyIntent intent, KeyHistory history, KeyValue value, Instant now) {
        var number = history.newest().number();
        var next = KeyHandover.nextNumber(grant, number);
        return handover.change(
                        grant,
                        one -> one.newest().number() == number
                                        && one.newest().publishedAt().isEmpty()
                                ? one.insteadOfNewest(KeyRevision.issued(next, value, now))
                                : one)
                .then(begun -> noted(grant, intent, begun, next, value));
    }

    /** What was noted for another incarnation of the key does not count. */
    private static KeyRevision noted(KeyRevision revision, String id, Instant usableAt) {
        return revision.usableAt().isPresent() && revision.keyId().equals(Optional.of(id))
                ? revision
                : revision.withUsableAt(id, usableAt);
    }

    private static KeyRevision published(KeyRevision revision, Instant now) {
        return revision.publishedAt().isPresent() ? revision : revision.withPublishedAt(now);
    }

    /** A key whose value was lost was kept for those who still had it, until the next one was there. */
    private static KeyHistory withoutLost(KeyHistory history) {
        return history.previous().filter(one -> one.publishedAt().isEmpty()).isPresent()
                ? history.onlyNewest()
                : history;
    }

    /** Nobody loses the key that is in the consumer's hands. */
    private static KeyHistory withoutReplaced(KeyHistory history) {
        return history.newest().publishedAt().isPresent() ? history.onlyNewest() : history;
    }

    private static void refused(ApiKeyGrant grant, Verdict.Rejected<?> rejected, Work work) {
        if (rejected.reason() == Reason.ValueDiffers) {
            differs(grant, rejected, work);
        } else {
            refused(rejected, work);
        }
    }

    /** The consumer has what it had, and that is as good as it was. */
    private static void differs(ApiKeyGrant grant, Verdict.Rejected<?> rejected, Work work) {
        var before = grant.getStatus();
        var reason = rejected.waiting() ? Reason.Pending : rejected.reason();
        work.conditions()
                .expected(ConditionType.Reconciling, ConditionType.Stalled)
                .isFalse(ConditionType.Synced, reason, rejected.message());
        if (before != null && Conditions.holds(before.conditions(), ConditionType.Ready)) {
            work.conditions()
                    .isTrue(
                            ConditionType.Ready,
                            Reason.Ready,
                            "the key works as before; Synced says what is to be done");
        } else if (rejected.waiting()) {
            work.conditions().reconciling(reason, rejected.message());
        } else {
            work.conditions().stalled(reason, rejected.message());
        }
    }

    private static void refused(Verdict.Rejected<?> rejected, Work work) {
        if (rejected.waiting()) {
            work.conditions().reconciling(rejected.reason(), rejected.message());
        } else {
            work.conditions().stalled(rejected.reason(), rejected.message());
        }
    }

    private void expired(ApiKeyGrant grant, Work work) {
        var at = grant.getSpec().expiresAt();
        work.conditions()
                .expected(ConditionType.Reconciling)
                .stalled(
                        Reason.Expired,
                        (work.converged()
                                        ? "all keys are switched off since " + at
                                                + "; AWS may take two minutes to follow"
                                        : "all keys are being switched off, since " + at)
                                + ": set a later expiresAt to have the same ones again, or delete the grant");
    }

    private static void disabled(Work work) {
        if (work.converged()) {
            work.conditions()
                    .isTrue(
                            ConditionType.Ready,
                            Reason.Disabled,
                            "switched off on request; AWS may take two minutes to follow");
        }
    }

    private static void settling(Optional<Instant> until, Work work) {
        work.conditions()
                .reconciling(
                        Reason.Pending,
                        "the key is in its plans and is handed over when AWS knows it everywhere"
                                + until.map(at -> ", at " + at.truncatedTo(ChronoUnit.SECONDS))
                                        .orElse(""));
    }

    /** The consumer's key works: that is what Ready is about, whatever becomes of the next one. */
    private void ready(
            ApiKeyGrant grant,
            Turn turn,
            KeyRevision serving,
            boolean retiring,
            Expiry.State state,
            Work work,
            Instant now) {
        var introducing = turn.history().newest().number() != serving.number();
        var phase = KeyLife.phase(turn.history());
        var rotating = introducing || retiring || phase == KeyLife.Phase.Overlap;
        if (!work.converged() && !rotating) {
            return;
        }
        var due = turn.due().or(() -> introducing ? turn.history().newest().issuedAt() : Optional.<Instant>empty());
        var overdue = due.filter(at -> at.plus(settings.rotationOverdue()).isBefore(now));
        var works = "the key works and is in Secret " + grant.getSpec().secret().name();
        var conditions = work.conditions().expected(ConditionType.Reconciling, ConditionType.Stalled);
        if (state == Expiry.State.NEAR) {
            conditions.isTrue(
                    ConditionType.Ready,
                    Reason.Expiring,
                    works + " until " + grant.getSpec().expiresAt());
        } else if (overdue.isPresent()) {
            conditions.isTrue(
                    ConditionType.Ready,
                    Reason.RotationOverdue,
                    works + ", and should have been replaced on "
                            + overdue.get().truncatedTo(ChronoUnit.SECONDS)
                            + (introducing
                                    ? ": the condition Synced says what is in the way"
                                    : ": no window was open"));
        } else if (introducing) {
            conditions.isTrue(
                    ConditionType.Ready,
                    Reason.Rotating,
                    works + "; the next one is on its way, this one goes on working");
        } else if (phase == KeyLife.Phase.Overlap) {
            conditions.isTrue(ConditionType.Ready, Reason.Rotating, works + overlapping(grant, turn.history()));
        } else if (retiring) {
            conditions.isTrue(ConditionType.Ready, Reason.Rotating, works + "; the old one is being removed from AWS");
        } else if (turn.due().isPresent()) {
            conditions.isTrue(
                    ConditionType.Ready,
                    Reason.WaitingForWindow,
                    works + "; it is replaced when a window opens"
                            + turn.begins()
                                    .map(at -> ", at " + at.truncatedTo(ChronoUnit.SECONDS))
                                    .orElse(""));
        } else {
            conditions.isTrue(ConditionType.Ready, Reason.Ready, works);
        }
    }

    private String overlapping(ApiKeyGrant grant, KeyHistory history) {
        var ends = KeyLife.overlapEnds(history, Rotations.overlap(grant).dividedBy(settings.timeDivisor()));
        return "; the old one works too"
                + ends.map(at -> " until " + at.truncatedTo(ChronoUnit.SECONDS)).orElse("")
                + ", and each has limits and a quota of its own";
    }

    /** What status says of replacing. */
    static RotationStatus status(Stage stage, ApiKeyGrant grant, Settings settings, @Nullable String previousId) {
        var phase = KeyLife.phase(stage.history());
        var overlap = Rotations.overlap(grant).dividedBy(settings.timeDivisor());
        return new RotationStatus(
                phase == KeyLife.Phase.Idle && stage.retiring() ? "Retiring" : phase.name(),
                previousId,
                KeyLife.overlapEnds(stage.history(), overlap)
                        .map(KeyStages::text)
                        .orElse(null),
                stage.history().newest().issuedAt().map(KeyStages::text).orElse(null),
                stage.nextAt().map(KeyStages::text).orElse(null));
    }

    static String text(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** The time left, and a little: what is to happen then shall be due. */
    static Duration left(Instant until, Instant now) {
        return Duration.between(now, until).plusMillis(5);
    }
}
