// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.access.Answer;
import dev.apiaccess.access.Answer.Value;
import dev.apiaccess.access.Caller;
import dev.apiaccess.access.Explanation;
import dev.apiaccess.access.Gap;
import dev.apiaccess.access.Inquiry;
import dev.apiaccess.access.Reply;
import dev.apiaccess.access.Words;
import dev.apiaccess.iam.Decision.Deciding;
import dev.apiaccess.iam.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Answers about one stage in sentences. */
final class Told {

    private static final String ASSUME =
            "--assume-policy-deployed takes the resource policy that was read for the deployed one";

    /** In {@code assumed}, where the default endpoint is switched off. */
    static final String BY_DOMAIN =
            "the call comes by a domain name of the API, whose default endpoint is switched off";

    private final Inquiry inquiry;
    private final Evidence evidence;
    private final Words words;

    Told(Inquiry inquiry) {
        this(inquiry, Evidence.NONE);
    }

    /** @param evidence beside what the account says */
    Told(Inquiry inquiry, Evidence evidence) {
        this.inquiry = inquiry;
        this.evidence = evidence;
        this.words = new Words(inquiry.plans());
    }

    /** The method that is asked about, with its stage. */
    String question(String verb, String path) {
        return verb + " " + path + " of API " + inquiry.api().name() + " ("
                + inquiry.api().id() + "), stage " + inquiry.stage().name();
    }

    /** The answer to one question, as {@code can-i} gives it. */
    void answer(Lines lines, Caller caller, String method, Reply reply) {
        var verdict = Verdict.of(reply);
        lines.verdict(verdict);
        lines.line(caller.spoken() + (verdict == Verdict.NO ? " cannot call " : verb(verdict)) + method);
        switch (verdict) {
            case YES, NO -> lines.labelled("because", because(reply.telling().answer()));
            case DEPENDS, UNKNOWN -> conditions(lines, reply);
            case PARTLY -> parts(lines, reply);
        }
        caveats(lines, caller.policies().session() != null);
    }

    private static String verb(Verdict verdict) {
        return switch (verdict) {
            case YES -> " can call ";
            case PARTLY -> " can call a part of ";
            case NO, DEPENDS, UNKNOWN -> " may be able to call ";
        };
    }

    private void conditions(Lines lines, Reply reply) {
        var answer = reply.telling().answer();
        if (answer.by().isPresent()) {
            lines.labelled("because", answer.reason());
        }
        lines.indented("yes, " + conditions(answer) + codes(answer));
        if (reply.samples().size() > 1) {
            lines.labelled("such as", shown(reply.telling()));
        }
        reply.first(Value.NO)
                .ifPresent(sample ->
                        lines.labelled(Verdict.NO, "such as " + shown(sample) + ": " + because(sample.answer())));
        if (policyIsOpen(answer)) {
            lines.labelled("next", ASSUME);
        }
    }

    private void parts(Lines lines, Reply reply) {
        for (var value : Value.values()) {
            reply.first(value)
                    .ifPresent(sample -> lines.labelled(
                            Verdict.of(sample.answer()), "such as " + shown(sample) + ": " + how(sample.answer())));
        }
    }

    /** Where a part is answered, on one line: a call of each part, with why or under which conditions. */
    String partly(Reply reply) {
        return Stream.of(Value.values())
                .flatMap(value -> reply.first(value).stream())
                .map(sample ->
                        Verdict.of(sample.answer()).word() + " for " + shown(sample) + ": " + how(sample.answer()))
                .collect(Collectors.joining("; "));
    }

    /** Why, or under which conditions. */
    String how(Answer answer) {
        return answer.value() == Value.UNKNOWN ? conditions(answer) + codes(answer) : because(answer);
    }

    /** The codes of what is missing, where that is more than what the call has; else nothing. */
    static String codes(Answer answer) {
        var codes = new ArrayList<>(missing(answer));
        codes.removeIf(Gap::isOfTheCall);
        return Verdict.of(answer) == Verdict.UNKNOWN ? Code.bracketed(codes) : "";
    }

    /** All that is missing. */
    static List<Gap> missing(Answer answer) {
        return answer.missing().stream().map(Gap::of).toList();
    }

    static String shown(Reply.Sample sample) {
        return sample.call().verb() + " " + sample.call().path();
    }

    /** What has to hold for a yes. */
    String conditions(Answer answer) {
        return words.of(answer.requirement());
    }

    /** The statement that decides, else the reason. */
    static String because(Answer answer) {
        return answer.statement()
                .map(at -> (answer.value() == Value.YES ? "allowed by " : "denied by ") + statement(at))
                .orElse(answer.reason());
    }

    /** {@code statement ReadOrders (number 1) of arn:... (identity policies)}. */
    static String statement(Deciding at) {
        return "statement "
                + at.sid().map(sid -> sid + " (number " + at.position() + ")").orElse("number " + at.position())
                + " of "
                + at.policy();
    }

    /**
     * What the answers about the stage leave out.
     *
     * @param session whether they are for a session whose policies are given
     */
    List<String> notSeen(boolean session) {
        return Stream.concat(
                        Unseen.of(inquiry.organization(), evidence, session).stream(),
                        Stream.ofNullable(inquiry.stage().webAcl()).map(acl -> "the rules of " + acl))
                .toList();
    }

    /** What an answer leaves out and takes for granted. */
    void caveats(Lines lines, boolean session) {
        if (assumesPolicy()) {
            lines.labelled("assumed", "the resource policy that was read is the deployed one");
        }
        if (!inquiry.api().endpoint()) {
            lines.labelled("assumed", BY_DOMAIN);
        }
        var simulation = evidence.simulation();
        // That it is against the call is what the answer is subject to.
        if (simulation != null && simulation.allowed()) {
            lines.labelled(
                    "evidence",
                    "IAM's simulator said at " + simulation.at() + " that the " + Unseen.SCPS + " allow "
                            + simulation.call().verb() + " " + simulation.call().path());
        }
        lines.labelled("not seen", String.join(", ", notSeen(session)) + ": as far as this account decides");
    }

    /** Whether the answer rests on an assumption about the resource policy. */
    boolean assumesPolicy() {
        return inquiry.terms().assumePolicyDeployed()
                && inquiry.stage().policy() != null
                && !inquiry.stage().policyDeployed();
    }

    /** Whether to assume that the policy is deployed would tell more. */
    private boolean policyIsOpen(Answer answer) {
        return inquiry.stage().policy() != null
                && !inquiry.stage().policyDeployed()
                && !inquiry.terms().assumePolicyDeployed()
                && answer.missing().stream().anyMatch(missing -> missing instanceof Missing.Document);
    }

    /** Every layer, near misses and the smallest change. */
    void explanation(Lines lines, Caller caller, Explanation explanation) {
        var call = explanation.call();
        lines.blank().line(call.verb() + " " + call.path() + ", layer by layer:");
        for (var step : explanation.steps()) {
            lines.labelled(
                    layer(step.layer()),
                    step.says().name().toLowerCase(Locale.ROOT).replace('_', ' ') + ": " + step.words());
        }
        if (!explanation.misses().isEmpty()) {
            lines.blank().line("Nearly allowed by:");
            explanation.misses().forEach(miss -> lines.item(statement(miss.at()) + ": " + failed(miss)));
        }
        var isOpen = policyIsOpen(explanation.answer());
        if (explanation.change().isPresent() || isOpen) {
            lines.blank()
                    .line(
                            explanation.answer().value() == Value.NO
                                    ? "Smallest change for " + caller.spoken() + ":"
                                    : "To know more:");
            explanation.change().ifPresent(lines::item);
            if (isOpen) {
                lines.item(ASSUME);
            }
        }
    }

    static String layer(Answer.Layer layer) {
        return switch (layer) {
            case ROUTE -> "route";
            case AUTHORIZATION -> "method";
            case ENDPOINT -> "endpoint";
            case SCP -> "scp";
            case RESOURCE -> "resource";
            case IDENTITY -> "identity";
            case BOUNDARY -> "boundary";
            case SESSION -> "session";
            case KEY -> "key";
        };
    }

    static String failed(Explanation.NearMiss miss) {
        return miss.failed().stream()
                .map(failed -> failed.part() == Explanation.Part.CONDITION
                        ? "only " + failed.written() + ", and the call has " + failed.asked()
                        : failed.part().name().toLowerCase(Locale.ROOT) + " is " + failed.written() + ", not "
                                + failed.asked())
                .collect(Collectors.joining("; "));
    }
}
