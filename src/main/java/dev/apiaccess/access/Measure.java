// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import dev.apiaccess.access.Answer.Layer;
import dev.apiaccess.access.Answer.Value;
import dev.apiaccess.access.Meant.Cell;
import dev.apiaccess.access.Measured.Case;
import dev.apiaccess.access.Measured.Kind;
import dev.apiaccess.iam.Attached;
import dev.apiaccess.iam.Decision;
import dev.apiaccess.iam.Effect;
import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.Missing;
import dev.apiaccess.iam.Policies;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Measures declared rules on what AWS holds: whether what is declared is so. A method is asked for by a path that no policy singles out: what
 * is denied on a part of its paths only does not count.
 */
public final class Measure {

    private static final char FILLER = '7';
    private static final String ADDRESS = "aws:SourceIp";

    /** A rule that means more is not measured: one object is not to hold up the others. */
    static final long MOST_CALLS = 20_000;

    private final List<Stage> stages;

    /** A stage in which rules hold. Made once for what it serves: it equals only itself. */
    public static final class Stage {

        private final DeployedApi api;
        private final String unread;
        private final Access access;

        /** @param unread why it is not known what it serves, a clause; empty where it is */
        public Stage(DeployedApi api, String unread) {
            this.api = api;
            this.unread = unread;
            this.access = new Access(api);
        }

        DeployedApi api() {
            return api;
        }

        String unread() {
            return unread;
        }

        Access access() {
            return access;
        }
    }

    /**
     * A caller whom rules name.
     *
     * @param beside its policies but the one that the rules are in
     * @param own name of the policy that the rules are in
     */
    public record Party(Caller caller, Policies beside, String own) {

        /** Whether it stands for the members of a group, of whom nothing else is known. */
        boolean isGroup() {
            return caller.spoken().startsWith("group/");
        }
    }

    /** @param stages those that exist */
    public Measure(List<Stage> stages) {
        this.stages = List.copyOf(stages);
    }

    /** What a rule comes to for the callers whom it names. */
    public Measured of(DeclaredRule rule, List<Party> parties) {
        var count = new Tally();
        var cells = new ArrayList<Cell>();
        var missing = new ArrayList<Case>();
        for (var stage : stages) {
            if (stage.unread().isEmpty()) {
                var meant = new Meant(rule, stage);
                cells.addAll(meant.cells());
                missing.addAll(meant.missing());
            } else {
                count.add(unknown(rule, name(stage), stage.unread()));
            }
        }
        // A Deny may name what only some stages have.
        if (rule.allows() || cells.isEmpty()) {
            missing.forEach(count::add);
        }
        var calls = cells.stream().mapToLong(cell -> cell.verbs().size()).sum()
                * parties.size()
                * rule.circumstances().size();
        if (rule.allows() && calls > MOST_CALLS) {
            count.add(unknown(
                    rule,
                    name(stages.getFirst()),
                    "the rule means " + calls + " calls, and " + MOST_CALLS + " are measured: split it"));
            return count.of(rule, Set.of());
        }
        for (var cell : cells) {
            measure(rule, cell, parties, count);
        }
        return count.of(rule, rule.allows() ? broader(rule, cells) : Set.of());
    }

    private static Case unknown(DeclaredRule rule, String stage, String words) {
        return new Case(Kind.INCOMPLETE, Meant.verb(rule), rule.paths().getFirst(), stage, "", false, words);
    }

    private void measure(DeclaredRule rule, Cell cell, List<Party> parties, Tally count) {
        var method = cell.method();
        if (!method.authorization().equals(DeployedMethod.AWS_IAM)) {
            count.add(new Case(
                    method.authorization().isEmpty()
                            ? Kind.INCOMPLETE
                            : rule.allows() ? Kind.NOT_IAM : Kind.DENY_WITHOUT_EFFECT,
                    method.verb(),
                    method.path(),
                    name(cell.stage()),
                    "",
                    false,
                    method.authorization().isEmpty()
                            ? "API Gateway does not say its authorization type"
                            : "its authorization type is " + method.authorization()
                                    + ", so that no policy of callers counts: set AWS_IAM and deploy"));
        } else if (rule.allows()) {
            var works = false;
            for (var party : parties) {
                works |= ask(rule, cell, party, count);
            }
            if (works) {
                opened(cell).ifPresent(count::tell);
            }
        } else {
            // A Deny in a policy of the caller holds whatever others allow.
            count.work(parties.size());
        }
    }

    /** @return whether all of its calls work */
    private boolean ask(DeclaredRule rule, Cell cell, Party party, Tally count) {
        @Nullable Answer open = null;
        var beside = true;
        for (var verb : cell.verbs()) {
            var call = new Call(verb, cell.sample());
            for (var circumstances : rule.circumstances()) {
                var answer = answer(cell, party.caller(), party.caller().policies(), call, circumstances);
                if (answer.value() == Value.NO) {
                    count.add(refused(cell, party, verb, answer, circumstances));
                    return false;
                }
                if (answer.value() == Value.UNKNOWN) {
                    open = answer;
                }
                beside &= open == null
                        && answer(cell, party.caller(), party.beside(), call, circumstances)
                                        .value()
                                == Value.YES;
            }
        }
        if (open == null && party.isGroup() && isDeniedToSome(party, cell)) {
            count.add(new Case(
                    Kind.INCOMPLETE,
                    cell.method().verb(),
                    cell.method().path(),
                    name(cell.stage()),
                    party.caller().spoken(),
                    false,
                    "a Deny has a condition that members of the group may meet: name the members to know"));
            return false;
        }
        if (open == null) {
            count.work(beside);
            return true;
        }
        count.add(new Case(
                Kind.INCOMPLETE,
                cell.method().verb(),
                cell.method().path(),
                name(cell.stage()),
                party.caller().spoken(),
                false,
                words(open)));
        return false;
    }

    /** Who the members of a group are is not looked at: a Deny with a condition may hold for some. */
    private static boolean isDeniedToSome(Party party, Cell cell) {
        return Stream.concat(
                        party.beside().identity().stream(),
                        Stream.ofNullable(cell.stage().api().resourcePolicy()))
                .flatMap(attached -> attached instanceof Attached.Parsed read
                        ? read.document().statements().stream()
                        : Stream.empty())
                .anyMatch(statement -> statement.effect() == Effect.DENY
                        && !statement.conditions().isEmpty());
    }

    private static String words(Answer open) {
        return Words.dependsOnTheCall(open.requirement())
                ? "it depends on the call, by what a condition says of "
                        + String.join(
                                ", ",
                                open.missing().stream()
                                        .map(missing -> missing.text().replaceFirst("/.*", ""))
                                        .distinct()
                                        .sorted()
                                        .toList())
                : "not known: "
                        + String.join(
                                "; ",
                                open.missing().stream()
                                        .map(Measure::withoutName)
                                        .distinct()
                                        .sorted()
                                        .toList());
    }

    /** Documents of others are called by their layer only. */
    private static String withoutName(Missing missing) {
        return missing instanceof Missing.Document document
                ? "a document of " + document.layer().text() + " (" + document.why() + ")"
                : missing.text();
    }

    private Case refused(Cell cell, Party party, String verb, Answer answer, Map<String, List<String>> circumstances) {
        var denies = answer.statement().filter(by -> by.statement().effect() == Effect.DENY);
        var bounded = answer.by().filter(by -> by == Layer.BOUNDARY).isPresent();
        var own =
                answer.statement().filter(by -> by.policy().equals(party.own())).isPresent();
        // One address stands for a range, and one member for a group: others may pass.
        var isOfSome = denies.filter(by -> party.isGroup() || speaksOf(by, ADDRESS))
                .filter(by -> !by.statement().conditions().isEmpty())
                .filter(_ -> party.isGroup() || circumstances.containsKey(ADDRESS))
                .isPresent();
        var kind = isOfSome
                ? Kind.INCOMPLETE
                : bounded ? Kind.BOUNDED : denies.isPresent() ? Kind.DENIED : Kind.INCOMPLETE;
        return new Case(
                kind,
                verb,
                cell.method().path(),
                name(cell.stage()),
                party.caller().spoken(),
                own,
                switch (kind) {
                    case BOUNDED ->
                        "the permissions boundary of the principal does not allow it: have it widened in AWS";
                    case DENIED -> "denied by " + by(denies.orElseThrow(), own);
                    default ->
                        isOfSome
                                ? "denied under a condition that others whom the rule means may not meet"
                                : "the policy that allows it is not as AWS lists it";
                });
    }

    private static boolean speaksOf(Decision.Deciding by, String key) {
        return by.statement().conditions().stream().anyMatch(one -> one.key().equalsIgnoreCase(key));
    }

    private static String by(Decision.Deciding by, boolean own) {
        return (own
                        ? "statement " + by.sid().orElse("number " + by.position())
                                + ", which a rule of this namespace makes"
                        : "a statement of another owner")
                + " in " + by.layer().text()
                + ": take it out, or narrow it";
    }

    /** Whether others can make the call too, by the resource policy alone. */
    private Optional<Case> opened(Cell cell) {
        if (cell.stage().api().resourcePolicy() == null) {
            return Optional.empty();
        }
        var call = new Call(cell.verbs().iterator().next(), cell.sample());
        var api = cell.stage().api();
        var anybody = Caller.anybodySigned(api.partition());
        if (isOpen(cell, anybody, call)) {
            return Optional.of(open(Kind.OPEN_TO_EVERYBODY, cell, "anybody with an AWS account can call it too"));
        }
        var colleague = Caller.anybodyInTheAccount(api.partition(), api.account());
        return isOpen(cell, colleague, call)
                ? Optional.of(open(Kind.OPEN_TO_ACCOUNT, cell, "everybody of the AWS account can call it too"))
                : Optional.empty();
    }

    private boolean isOpen(Cell cell, Caller caller, Call call) {
        return answer(cell, caller, caller.policies(), call, Map.of()).value() == Value.YES;
    }

    private static Case open(Kind kind, Cell cell, String words) {
        return new Case(
                kind,
                cell.method().verb(),
                cell.method().path(),
                name(cell.stage()),
                "",
                false,
                words + ", by the resource policy of the API: narrow it, unless that is meant");
    }

    private Answer answer(
            Cell cell, Caller caller, Policies policies, Call call, Map<String, List<String>> circumstances) {
        var access = cell.stage().access();
        var answer = access.decide(
                new Question(caller.principal(), call, circumstances, true, Question.Key.WORKS), policies);
        for (var session : Sessions.named(cell.stage().api().resourcePolicy(), caller)) {
            var other = access.decide(
                    new Question(caller.inSession(session), call, circumstances, true, Question.Key.WORKS), policies);
            if (other.value() != answer.value()) {
                return Sessions.UNKNOWN;
            }
        }
        return answer;
    }

    /** Deployed methods under IAM authorization that the patterns of a rule reach beyond what it means. */
    private Set<String> broader(DeclaredRule rule, List<Cell> meant) {
        var broader = new LinkedHashSet<String>();
        var inside = meant.stream()
                .map(cell -> name(cell.stage()) + " " + cell.method().verb() + " "
                        + cell.method().path())
                .collect(Collectors.toSet());
        var patterns = rule.paths().stream()
                .filter(path -> path.contains("{"))
                .map(ExecuteApi::pathPattern)
                .toList();
        for (var stage : stages) {
            for (var method :
                    patterns.isEmpty() ? List.<DeployedMethod>of() : stage.api().methods()) {
                if (method.authorization().equals(DeployedMethod.AWS_IAM)
                        && !rule.verbsOf(method).isEmpty()
                        && !inside.contains(name(stage) + " " + method.verb() + " " + method.path())
                        && patterns.stream().anyMatch(pattern -> reaches(pattern, method.path()))) {
                    broader.add(method.verb() + " " + method.path());
                }
            }
        }
        return broader;
    }

    private static boolean reaches(String pattern, String template) {
        var path = Meeting.template(template.substring(1));
        var reached = Meeting.policy(pattern);
        return Meeting.mayMeet(path, reached)
                && new Meeting(List.of(path, reached), FILLER).text().isPresent();
    }

    private static String name(Stage stage) {
        return stage.api().stage();
    }
}
