// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import dev.apiaccess.access.Answer.Layer;
import dev.apiaccess.access.Answer.Value;
import dev.apiaccess.access.Measured.Case;
import dev.apiaccess.access.Measured.Kind;
import dev.apiaccess.iam.Decision;
import dev.apiaccess.iam.Effect;
import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.Missing;
import dev.apiaccess.iam.Policies;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Measures declared rules on what AWS holds: whether what is declared is so. A method is asked for by a path that no policy singles out: what
 * is denied on a part of its paths only does not count.
 */
public final class Measure {

    /** Stands for a parameter: no policy is expected to write it out. */
    private static final String FILLER = "7qzx4k";

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
    public record Party(Caller caller, Policies beside, String own) {}

    /** @param stages those that exist */
    public Measure(List<Stage> stages) {
        this.stages = List.copyOf(stages);
    }

    /** A deployed method that a rule means. */
    private record Cell(Stage stage, DeployedMethod method, String sample) {}

    /** What a rule comes to for the callers whom it names. */
    public Measured of(DeclaredRule rule, List<Party> parties) {
        var count = new Tally();
        var cells = new ArrayList<Cell>();
        var missing = new ArrayList<Case>();
        for (var stage : stages) {
            if (!stage.unread().isEmpty()) {
                count.add(new Case(
                        Kind.INCOMPLETE, verb(rule), rule.paths().getFirst(), name(stage), "", false, stage.unread()));
                continue;
            }
            var met = cells(rule, stage);
            cells.addAll(met);
            missing.addAll(missing(rule, stage, met));
        }
        // A Deny may name what only some stages have.
        if (rule.allows() || cells.isEmpty()) {
            missing.forEach(count::add);
        }
        for (var cell : cells) {
            measure(rule, cell, parties, count);
        }
        var broader = rule.allows() ? broader(rule, cells) : Set.<String>of();
        return count.of(rule, broader);
    }

    private List<Cell> cells(DeclaredRule rule, Stage stage) {
        var met = new LinkedHashMap<DeployedMethod, Cell>();
        for (var path : rule.paths()) {
            for (var method : stage.api().methods()) {
                if (DeclaredRule.covers(path, method.path())
                        && !rule.verbsOf(method).isEmpty()) {
                    met.putIfAbsent(method, new Cell(stage, method, filled(method.path())));
                }
            }
            // What a greedy method answers is declared by a path of its own.
            var sample = filled(path);
            for (var verb : rule.isForEveryVerb() ? ExecuteApi.VERBS : rule.verbs()) {
                stage.access()
                        .method(new Call(verb, sample))
                        .ifPresent(method -> met.putIfAbsent(method, new Cell(stage, method, sample)));
            }
        }
        return List.copyOf(met.values());
    }

    /** Paths that no verb of the rule meets, and verbs that no path of it meets: of a rule for several not every pair has to exist. */
    private List<Case> missing(DeclaredRule rule, Stage stage, List<Cell> met) {
        var missing = new ArrayList<Case>();
        for (var path : rule.paths()) {
            if (met.stream().noneMatch(cell -> meets(path, cell))) {
                missing.add(notFound(verb(rule), path, stage));
            }
        }
        for (var verb : new TreeSet<>(rule.verbs())) {
            if (!rule.isForEveryVerb()
                    && !met.isEmpty()
                    && met.stream()
                            .noneMatch(cell -> rule.verbsOf(cell.method()).contains(verb))) {
                missing.add(notFound(verb, rule.paths().getFirst(), stage));
            }
        }
        return missing;
    }

    private static boolean meets(String path, Cell cell) {
        return DeclaredRule.covers(path, cell.method().path()) || cell.sample().equals(filled(path));
    }

    private static Case notFound(String verb, String path, Stage stage) {
        return new Case(
                Kind.METHOD_NOT_FOUND,
                verb,
                path,
                name(stage),
                "",
                false,
                "stage " + name(stage) + " serves no such method: correct methods and paths, or deploy it");
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
            parties.forEach(party -> ask(rule, cell, party, count));
        } else {
            // A Deny in a policy of the caller holds whatever others allow.
            count.work(parties.size());
        }
    }

    private void ask(DeclaredRule rule, Cell cell, Party party, Tally count) {
        @Nullable Answer open = null;
        var beside = true;
        for (var verb : new TreeSet<>(rule.verbsOf(cell.method()))) {
            var call = new Call(verb, cell.sample());
            for (var circumstances : rule.circumstances()) {
                var answer = answer(cell, party.caller(), party.caller().policies(), call, circumstances);
                if (answer.value() == Value.NO) {
                    count.add(refused(cell, party, verb, answer));
                    return;
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
        if (open == null) {
            count.work(beside);
            opened(rule, cell).ifPresent(count::tell);
        } else {
            count.add(new Case(
                    Kind.INCOMPLETE,
                    cell.method().verb(),
                    cell.method().path(),
                    name(cell.stage()),
                    party.caller().spoken(),
                    false,
                    words(open)));
        }
    }

    private static String words(Answer open) {
        return Words.dependsOnTheCall(open.requirement())
                ? "it depends on the call, by what a statement of another owner says of "
                        + String.join(
                                ", ",
                                open.missing().stream()
                                        .map(missing -> missing.text())
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

    private Case refused(Cell cell, Party party, String verb, Answer answer) {
        var denies = answer.statement()
                .filter(by -> by.statement().effect() == Effect.DENY)
                .isPresent();
        var bounded = answer.by().filter(by -> by == Layer.BOUNDARY).isPresent();
        var own =
                answer.statement().filter(by -> by.policy().equals(party.own())).isPresent();
        return new Case(
                bounded ? Kind.BOUNDED : denies ? Kind.DENIED : Kind.INCOMPLETE,
                verb,
                cell.method().path(),
                name(cell.stage()),
                party.caller().spoken(),
                own,
                bounded
                        ? "the permissions boundary of the principal does not allow it: have it widened in AWS"
                        : denies
                                ? "denied by " + by(answer.statement().orElseThrow(), own)
                                : "AWS was just changed, and is looked at again");
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
    private Optional<Case> opened(DeclaredRule rule, Cell cell) {
        if (cell.stage().api().resourcePolicy() == null) {
            return Optional.empty();
        }
        var call = new Call(new TreeSet<>(rule.verbsOf(cell.method())).first(), cell.sample());
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
        var patterns = rule.paths().stream()
                .filter(path -> path.contains("{"))
                .map(ExecuteApi::pathPattern)
                .toList();
        for (var stage : stages) {
            for (var method :
                    patterns.isEmpty() ? List.<DeployedMethod>of() : stage.api().methods()) {
                if (method.authorization().equals(DeployedMethod.AWS_IAM)
                        && !rule.verbsOf(method).isEmpty()
                        && meant.stream()
                                .noneMatch(cell -> cell.stage().equals(stage)
                                        && cell.method().equals(method))
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
                && new Meeting(List.of(path, reached), FILLER.charAt(0)).text().isPresent();
    }

    private static String filled(String template) {
        return template.replaceAll("\\{[^}]*}", FILLER);
    }

    private static String name(Stage stage) {
        return stage.api().stage();
    }

    private static String verb(DeclaredRule rule) {
        return rule.isForEveryVerb() ? Inquiry.ANY : String.join("|", new TreeSet<>(rule.verbs()));
    }
}
