// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.rotation;

import dev.apiaccess.model.KeptValue;
import dev.apiaccess.model.KeyHistory;
import dev.apiaccess.model.KeyRevision;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which step comes next in the life of a grant's keys: settled, handed over, replaced, dropped. Only the first due step is given, then
 * the question is asked again: so every step is stored before the next one, and a life that was cut off resumes.
 */
public final class KeySteps {

    private KeySteps() {}

    /**
     * What AWS has of the keys.
     *
     * @param working ids by revision of the keys that are in AWS as desired
     * @param converged whether AWS is as desired
     * @param retiring whether AWS has keys that are no longer needed
     * @param replaceable whether no key with the newest value goes on working unseen when another value takes its place
     */
    public record InAws(Map<Integer, String> working, boolean converged, boolean retiring, boolean replaceable) {

        public InAws {
            working = Map.copyOf(working);
        }
    }

    /**
     * Where values come from.
     *
     * @param imported whether they are made by others
     * @param other the value that is imported instead of the newest, empty when that is the same
     * @param taken whether another key has the newest value, which was made here
     */
    public record Values(boolean imported, Optional<KeptValue> other, boolean taken) {

        boolean replaced() {
            return taken || other.isPresent();
        }

        /** Whether there is a value for the next revision. */
        boolean isThere() {
            return !imported || other.isPresent();
        }
    }

    /**
     * What is asked for.
     *
     * @param works whether a working key is desired
     * @param rotation on the clock of {@code now}
     * @param request for another key
     */
    public record Wanted(boolean works, Rotation rotation, Optional<String> request, Values values) {}

    /**
     * How far keys are on their way to the consumer.
     *
     * @param right revisions of which the consumer's Secret is known to be as desired
     * @param refused whether it could not be written in this look
     * @param wrong a revision whose stored value is not that of its key, and which was not handed over
     * @param settles time left until AWS knows the newest key everywhere
     * @param charged whether what is owed to a quota was taken from the newest key
     * @param given a revision that this look handed over, which is not recorded yet
     */
    public record HandingOver(
            Set<Integer> right,
            boolean refused,
            Optional<Integer> wrong,
            Duration settles,
            boolean charged,
            Optional<Integer> given) {

        public HandingOver {
            right = Set.copyOf(right);
        }
    }

    /**
     * Everything that decides.
     *
     * @param history what is stored
     * @param told the highest revision that status ever named, 0 when it named none
     * @param turned whether the life of the keys took a turn in this look already: AWS was not compared with that yet
     * @param settleTime that AWS takes until it knows a key everywhere
     */
    public record Situation(
            KeyHistory history,
            int told,
            InAws inAws,
            Wanted wanted,
            HandingOver handingOver,
            boolean turned,
            Duration settleTime,
            Instant now) {

        /** When the newest key may be handed over, empty when it may now. */
        Optional<Instant> settled() {
            var settles = handingOver.settles();
            return history.newest()
                    .usableAt()
                    .filter(at -> at.isAfter(now))
                    .or(() -> settles.isZero() ? Optional.empty() : Optional.of(now.plus(settles)));
        }

        /** A number that no value of the grant ever had. */
        int nextNumber() {
            return KeySteps.nextNumber(history.newest().number(), told);
        }
    }

    /**
     * What comes next.
     *
     * @param step empty when nothing is due
     * @param serving the key that the consumer has, with its id, empty when none works
     * @param settled when the newest key may be handed over, empty when it may now
     * @param begins when replacing begins
     * @param due since when the key is due for replacement, where something is in the way
     * @param again when there will be something to do without an event
     */
    public record Outlook(
            Optional<KeyStep> step,
            Optional<KeyRevision> serving,
            Optional<Instant> settled,
            Optional<Instant> begins,
            Optional<Instant> due,
            Optional<Instant> again) {

        /** Nothing is due, and the consumer has no working key. */
        public static final Outlook NOTHING = new Outlook(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        private static Outlook first(KeyStep step, Optional<KeyRevision> serving, Situation at) {
            return new Outlook(
                    Optional.of(step),
                    serving,
                    at.settled(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(at.now()));
        }

        private static Outlook none(
                Optional<KeyRevision> serving,
                Optional<Instant> begins,
                Optional<Instant> due,
                Optional<Instant> again,
                Situation at) {
            return new Outlook(
                    Optional.empty(),
                    serving,
                    at.settled(),
                    begins,
                    due,
                    Stream.of(again, at.settled()).flatMap(Optional::stream).min(Instant::compareTo));
        }
    }

    /** The step that gives the consumer a key, and the key it has then. */
    private record Served(Optional<KeyStep> step, Optional<KeyRevision> key) {

        static final Served NOBODY = new Served(Optional.empty(), Optional.empty());

        static Served after(KeyStep step) {
            return new Served(Optional.of(step), Optional.empty());
        }
    }

    /**
     * A number that no value of the grant ever had. AWS may hold a key that was not seen yet, whose value is lost; status knew its
     * number before it was made.
     */
    public static int nextNumber(int newest, int told) {
        return Math.max(newest, told) + 1;
    }

    /** The next step of a grant that is admitted. */
    public static Outlook next(Situation at) {
        if (!at.history().notAheadOf(at.now(), at.settleTime()).equals(at.history())) {
            return Outlook.first(new KeyStep.SetBack(at.now(), at.settleTime()), Optional.empty(), at);
        }
        if (isGiven(at)) {
            // Whatever was seen of AWS meanwhile: the consumer has it.
            return Outlook.first(
                    new KeyStep.NotePublished(at.history().newest().number(), at.now()), Optional.empty(), at);
        }
        var served = at.wanted().works() ? handOver(at) : Served.NOBODY;
        return served.step()
                .map(step -> Outlook.first(step, Optional.empty(), at))
                .orElseGet(() -> turn(at, served.key()));
    }

    /** The next step of a grant that is no longer admitted: nothing begins, but what was begun ends. */
    public static Outlook ending(KeyHistory history, Duration overlap, Instant now) {
        var ends = KeyLife.overlapEnds(history, overlap);
        return new Outlook(
                ends.filter(at -> !at.isAfter(now)).map(_ -> new KeyStep.DropReplaced()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                ends.filter(at -> at.isAfter(now)));
    }

    private static boolean isGiven(Situation at) {
        var newest = at.history().newest();
        return newest.publishedAt().isEmpty() && at.handingOver().given().equals(Optional.of(newest.number()));
    }

    /** The newest key goes to the consumer as soon as it has settled; until then the one before it stays there. */
    private static Served handOver(Situation at) {
        var newest = at.history().newest();
        var id = at.inAws().working().get(newest.number());
        if (id == null) {
            return previous(at);
        }
        if (newest.usableAt().isEmpty() || !newest.keyId().equals(Optional.of(id))) {
            return Served.after(
                    new KeyStep.NoteUsable(newest.number(), id, at.now().plus(at.settleTime())));
        }
        // Its value can be read in our own Secret from the beginning: what is owed is taken as soon as AWS has it in
        // the plans.
        if (at.settled().isPresent()
                || !(newest.publishedAt().isPresent() || at.handingOver().charged())) {
            return previous(at);
        }
        var given = give(at, newest, id);
        return given.key().isPresent() && newest.publishedAt().isEmpty()
                ? Served.after(new KeyStep.NotePublished(newest.number(), at.now()))
                : given;
    }

    private static Served previous(Situation at) {
        return at.history()
                .previous()
                .filter(one -> one.publishedAt().isPresent())
                .flatMap(one -> Optional.ofNullable(at.inAws().working().get(one.number()))
                        .map(id -> give(at, one, id)))
                .orElse(Served.NOBODY);
    }

    private static Served give(Situation at, KeyRevision revision, String id) {
        var way = at.handingOver();
        if (way.refused()) {
            return isWrong(at, revision)
                    ? Served.after(new KeyStep.Supersede(revision.number(), at.nextNumber(), Optional.empty()))
                    : Served.NOBODY;
        }
        return way.right().contains(revision.number())
                ? new Served(Optional.empty(), Optional.of(revision))
                : Served.after(new KeyStep.HandOver(revision, id));
    }

    /** Whether another key takes the place of one that was never handed over. */
    private static boolean isWrong(Situation at, KeyRevision revision) {
        return at.handingOver().wrong().equals(Optional.of(revision.number()))
                && revision.publishedAt().isEmpty();
    }

    private static Outlook turn(Situation at, Optional<KeyRevision> serving) {
        if (at.turned()) {
            return Outlook.none(serving, Optional.empty(), Optional.empty(), Optional.empty(), at);
        }
        var values = at.wanted().values();
        var asked = new KeyLife.Asked(
                // An imported value is replaced by its owner, not by a request for another one.
                values.imported() ? Optional.empty() : at.wanted().request(), values.replaced());
        return switch (KeyLife.next(at.history(), at.wanted().rotation(), asked, at.now())) {
            case KeyLife.Next.Keep(var until) ->
                Outlook.none(
                        serving,
                        KeyLife.phase(at.history()) == KeyLife.Phase.Idle ? until : Optional.empty(),
                        Optional.empty(),
                        until,
                        at);
            case KeyLife.Next.WaitForWindow(var opens, var due) ->
                Outlook.none(serving, opens, Optional.of(due), opens, at);
            case KeyLife.Next.Acknowledge(var request) -> Outlook.first(new KeyStep.Acknowledge(request), serving, at);
            case KeyLife.Next.Retire _ -> Outlook.first(new KeyStep.DropReplaced(), serving, at);
            case KeyLife.Next.Supersede _ ->
                mayBegin(at)
                        ? Outlook.first(
                                new KeyStep.Supersede(at.history().newest().number(), at.nextNumber(), values.other()),
                                serving,
                                at)
                        : Outlook.none(serving, Optional.empty(), Optional.empty(), Optional.empty(), at);
            case KeyLife.Next.Rotate(var due) ->
                mayBegin(at) && serving.isPresent() && values.isThere()
                        ? Outlook.first(
                                new KeyStep.Begin(
                                        at.history().newest().number(),
                                        at.nextNumber(),
                                        values.other(),
                                        asked.rotate()),
                                serving,
                                at)
                        : Outlook.none(serving, Optional.of(at.now()), Optional.of(due), Optional.empty(), at);
        };
    }

    private static boolean mayBegin(Situation at) {
        var inAws = at.inAws();
        return !at.handingOver().refused()
                && (at.history().newest().publishedAt().isEmpty()
                        ? inAws.replaceable()
                        : inAws.converged() && at.wanted().works() && !inAws.retiring());
    }
}
