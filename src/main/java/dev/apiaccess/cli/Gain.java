// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.access.Answer;
import dev.apiaccess.access.Answer.Value;
import dev.apiaccess.access.Direction;
import dev.apiaccess.access.Explainer;
import dev.apiaccess.access.Notice;
import dev.apiaccess.access.Reply;
import dev.apiaccess.access.Shift;
import dev.apiaccess.access.Words;
import dev.apiaccess.iam.Decision.Deciding;
import dev.apiaccess.iam.Effect;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * Callers for whom the same became of the same methods of a stage.
 *
 * @param stage with its API, in words
 * @param shifts of the first caller, one for each method
 * @param callers as answers call them
 * @param others how many more changed in the same way because a caller who stands for all of them did
 */
record Gain(Kind kind, String stage, List<Shift> shifts, List<String> callers, int others) {

    /**
     * What two shifts have to share to be told together.
     *
     * @param conditions under which the answer is yes now; empty where it is not known or depends on nothing
     * @param code of what is missing now, empty where nothing is
     * @param policy of the statement that decides; empty where none does
     */
    record Kind(Direction direction, String before, String after, String conditions, String code, String policy) {}

    private record OfCaller(Kind kind, String stage, String caller) {}

    private record OfMethods(Kind kind, String stage, List<String> methods) {}

    /** Everything that became of callers, each shift in one of them. */
    static List<Gain> of(List<Shift> shifts) {
        var byCaller = new LinkedHashMap<OfCaller, List<Shift>>();
        for (var shift : shifts) {
            byCaller.computeIfAbsent(new OfCaller(kind(shift), stage(shift), shift.caller()), _ -> new ArrayList<>())
                    .add(shift);
        }
        var together = new LinkedHashMap<OfMethods, Gain>();
        byCaller.forEach((key, all) -> {
            var methods = all.stream().map(Gain::method).toList();
            together.merge(
                    new OfMethods(key.kind(), key.stage(), methods),
                    new Gain(key.kind(), key.stage(), all, List.of(key.caller()), others(all)),
                    Gain::and);
        });
        return List.copyOf(together.values());
    }

    private static int others(List<Shift> all) {
        return all.stream().mapToInt(Shift::others).max().orElse(0);
    }

    private Gain and(Gain other) {
        var all = new ArrayList<>(callers);
        all.addAll(other.callers);
        return new Gain(kind, stage, shifts, all, others + other.others);
    }

    static String method(Shift shift) {
        return shift.method().verb() + " " + shift.method().path();
    }

    private static String stage(Shift shift) {
        var inquiry = shift.seen().inquiry();
        return inquiry.api().name() + " (" + inquiry.api().id() + ") "
                + inquiry.stage().name();
    }

    private static Kind kind(Shift shift) {
        return new Kind(
                shift.direction(),
                word(shift.before()),
                word(shift.after()),
                shift.after().map(Gain::conditions).orElse(""),
                open(shift)
                        .map(answer -> Told.missing(answer).getFirst().text())
                        .orElse(""),
                deciding(shift).map(Deciding::policy).orElse(""));
    }

    private static String word(Optional<Shift.Seen> seen) {
        return seen.map(one -> Verdict.of(one.reply()).word()).orElse(Notice.ABSENT);
    }

    private static String conditions(Shift.Seen seen) {
        return seen.reply()
                .first(Value.UNKNOWN)
                .map(Reply.Sample::answer)
                .map(answer -> new Words(seen.inquiry().plans()).of(answer.requirement()))
                .orElse("");
    }

    /** The first answer that is not known now. */
    private static Optional<Answer> open(Shift shift) {
        return shift.after().flatMap(seen -> seen.reply().first(Value.UNKNOWN)).map(Reply.Sample::answer);
    }

    /** The codes of what is missing, in brackets, where the answer is unknown and does not depend on the call alone. */
    String codes() {
        return open(shifts.getFirst()).map(Told::codes).orElse("");
    }

    /** The statement that allows now; of what was lost the one that denies now, else the one that allowed. */
    private static Optional<Deciding> deciding(Shift shift) {
        return shift.direction() == Direction.NARROWER
                ? shift.after()
                        .flatMap(seen -> by(seen, Value.NO))
                        .or(() -> shift.before().flatMap(seen -> by(seen, Value.YES)))
                : shift.after().flatMap(seen -> by(seen, Value.YES));
    }

    private static Optional<Deciding> by(Shift.Seen seen, Value value) {
        return seen.reply().first(value).flatMap(sample -> sample.answer().statement());
    }

    /** By which statement it came; where the methods have several, by which policy. */
    Optional<String> cause() {
        var statements = shifts.stream()
                .flatMap(shift -> deciding(shift).stream())
                .distinct()
                .toList();
        if (statements.isEmpty()) {
            return wayIn().map(at -> "by " + Told.statement(at));
        }
        var first = statements.getFirst();
        var words =
                statements.size() == 1 ? Told.statement(first) : statements.size() + " statements of " + first.policy();
        return Optional.of(
                kind.direction() != Direction.NARROWER
                        ? "by " + words
                        : first.statement().effect() == Effect.DENY
                                ? "denied by " + words
                                : "was allowed by " + words + bySilence());
    }

    /** Of a level that says nothing there is no statement to name. */
    private String bySilence() {
        return shifts.getFirst()
                .after()
                .flatMap(seen -> seen.reply().first(Value.NO))
                .flatMap(sample -> sample.answer().by())
                .filter(Answer.Layer.SCP::equals)
                .map(_ -> "; now " + Unseen.SCPS + " of one level do not allow it")
                .orElse("");
    }

    /** The statement that grants under conditions, which no answer names. */
    private Optional<Deciding> wayIn() {
        var shift = shifts.getFirst();
        return kind.direction() == Direction.NARROWER
                ? Optional.empty()
                : shift.after()
                        .flatMap(seen -> new Explainer(seen.inquiry(), seen.caller())
                                .explain(shift.method().verb(), shift.method().path())
                                .wayIn());
    }
}
