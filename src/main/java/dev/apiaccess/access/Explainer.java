// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import dev.apiaccess.access.Answer.Layer;
import dev.apiaccess.access.Answer.Value;
import dev.apiaccess.access.Explanation.Says;
import dev.apiaccess.access.Explanation.Step;
import dev.apiaccess.iam.Attached;
import dev.apiaccess.iam.Decision.Deciding;
import dev.apiaccess.iam.Effect;
import dev.apiaccess.iam.Formula;
import dev.apiaccess.iam.Policies;
import dev.apiaccess.iam.Principal;
import dev.apiaccess.iam.Request;
import dev.apiaccess.iam.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says layer by layer how an answer came about. It decides nothing: the answer is the inquiry's. */
public final class Explainer {

    private final Inquiry inquiry;
    private final Caller caller;
    private final @Nullable Simulation simulation;
    private final Words words;

    public Explainer(Inquiry inquiry, Caller caller) {
        this(inquiry, caller, null);
    }

    /** @param simulation what IAM's simulator says of service control policies that are not seen; null where it was not asked */
    public Explainer(Inquiry inquiry, Caller caller, @Nullable Simulation simulation) {
        this.inquiry = inquiry;
        this.caller = caller;
        this.simulation = simulation;
        this.words = new Words(inquiry.plans());
    }

    /** As {@link Inquiry#can}, with what led to the answer. */
    public Explanation explain(String verb, String path) {
        var asked = inquiry.can(caller, verb, path);
        var reply = simulation == null ? asked : simulation.weighed(asked);
        var telling = reply.telling();
        var call = telling.call();
        var answer = telling.answer();
        var method = inquiry.method(call);
        var steps = new ArrayList<Step>();
        steps.add(route(call, method));
        if (method.isEmpty()) {
            return new Explanation(
                    reply, call, answer, steps, List.of(), new Change(inquiry, caller).of(call, answer, List.of()));
        }
        steps.add(authorization(method.get()));
        var request = request(call, method.get());
        var lines = new ArrayList<Trace.Line>();
        steps.addAll(policies(request, method.get(), lines));
        steps.add(key(method.get()));
        var misses = answer.value() == Value.NO && answer.statement().isEmpty()
                ? new NearMisses(request)
                        .of(lines.stream()
                                .filter(line -> isOfScps(line) == answer.by().equals(Optional.of(Layer.SCP)))
                                .toList())
                : List.<Explanation.NearMiss>of();
        return new Explanation(
                reply, call, answer, steps, misses, new Change(inquiry, caller).of(call, answer, misses));
    }

    private static boolean isOfScps(Trace.Line line) {
        return line.at().layer() == dev.apiaccess.iam.Layer.SCP;
    }

    /** What would make it a yes, by the answer alone: no statement is looked for that nearly allows the call. */
    public Optional<String> change(Call call, Answer answer) {
        return new Change(inquiry, caller).of(call, answer, List.of());
    }

    private Request request(Call call, DeployedMethod method) {
        var isSigned = method.authorization().equals(DeployedMethod.AWS_IAM);
        var principal = isSigned ? caller.principal() : new Principal.Anonymous();
        return inquiry.access().request(inquiry.question(caller.principal(), call), principal);
    }

    private Step route(Call call, Optional<DeployedMethod> method) {
        var unread = inquiry.stage().unread();
        if (unread != null) {
            return step(Layer.ROUTE, Says.UNKNOWN, "the methods of the stage are not known: " + unread);
        }
        var stage = "stage " + inquiry.stage().name();
        return method.map(found -> step(
                        Layer.ROUTE,
                        Says.PASSES,
                        stage + " serves " + found.verb() + " " + found.path()
                                + (inquiry.stage().canary() == null
                                        ? ""
                                        : "; a part of the calls meets its canary instead, which is not explained")))
                .orElseGet(() -> step(
                        Layer.ROUTE, Says.DENIES, stage + " serves no method for " + call.verb() + " " + call.path()));
    }

    private Step authorization(DeployedMethod method) {
        var anonymous = caller.principal() instanceof Principal.Anonymous;
        return switch (method.authorization()) {
            case DeployedMethod.NONE ->
                step(
                        Layer.AUTHORIZATION,
                        Says.PASSES,
                        "NONE: nobody is asked who they are, policies of callers do not count");
            case DeployedMethod.AWS_IAM ->
                anonymous
                        ? step(Layer.AUTHORIZATION, Says.DENIES, "AWS_IAM: calls without a signature are refused")
                        : step(Layer.AUTHORIZATION, Says.PASSES, "AWS_IAM: the caller signs, policies decide");
            default ->
                step(
                        Layer.AUTHORIZATION,
                        Says.UNKNOWN,
                        method.authorization() + ": an authorizer decides, not policies of IAM");
        };
    }

    private List<Step> policies(Request request, DeployedMethod method, List<Trace.Line> lines) {
        var isSigned = method.authorization().equals(DeployedMethod.AWS_IAM)
                && !(caller.principal() instanceof Principal.Anonymous);
        var own = caller.policies();
        var bounded = own.boundary() != null;
        var steps = new ArrayList<Step>();
        steps.add(
                inquiry.api().isPrivate()
                        ? step(
                                Layer.ENDPOINT,
                                Says.NOT_SEEN,
                                "a private API: the policies of VPC endpoints are not seen")
                        : step(Layer.ENDPOINT, Says.ABSENT, "the API is not private"));
        steps.add(
                isSigned
                        ? scps(request, bounded, lines)
                        : step(Layer.SCP, Says.NOT_ASKED, "they bind callers who sign"));
        var policy = inquiry.deployed().resourcePolicy();
        steps.add(
                policy == null
                        ? step(Layer.RESOURCE, Says.ABSENT, "the stage has none")
                        : documents(Layer.RESOURCE, List.of(policy), request, bounded, lines));
        if (!isSigned) {
            steps.add(step(Layer.IDENTITY, Says.NOT_ASKED, "the method does not ask for them"));
            return steps;
        }
        if (caller.principal() instanceof Principal.Root) {
            steps.add(step(Layer.IDENTITY, Says.PASSES, "the root user needs none"));
            return steps;
        }
        steps.add(
                own.identity().isEmpty()
                        ? step(Layer.IDENTITY, Says.SILENT, "it has none")
                        : documents(Layer.IDENTITY, own.identity(), request, bounded, lines));
        steps.add(
                own.boundary() == null
                        ? step(Layer.BOUNDARY, Says.ABSENT, "it has none")
                        : documents(Layer.BOUNDARY, List.of(own.boundary()), request, true, lines));
        if (caller.principal() instanceof Principal.AssumedRole) {
            steps.add(
                    own.session() == null
                            ? step(Layer.SESSION, Says.NOT_SEEN, "this is for a session without a policy of its own")
                            : documents(Layer.SESSION, own.session(), request, bounded, lines));
        }
        return steps;
    }

    /** On each level one has to allow, and none may deny. */
    private Step scps(Request request, boolean bounded, List<Trace.Line> lines) {
        if (!inquiry.isOfTheAccount(caller.principal().accountId().orElse(""))) {
            return step(Layer.SCP, Says.NOT_SEEN, "those of the caller's organization may forbid it");
        }
        return switch (inquiry.organization()) {
            case Organization.NotSeen(var why) ->
                step(Layer.SCP, Says.NOT_SEEN, "those of the organization may forbid it" + reason(why) + simulated());
            case Organization.Unbound(var why) -> step(Layer.SCP, Says.ABSENT, why);
            case Organization.Levels(var all) -> scps(all, request, bounded, lines);
        };
    }

    private static String reason(String why) {
        return why.isEmpty() ? "" : ": " + why;
    }

    private String simulated() {
        return simulation == null
                ? ""
                : "; IAM's simulator said at " + simulation.at() + " that they "
                        + (simulation.allowed() ? "allow it" : "do not allow it");
    }

    private Step scps(List<Organization.Level> levels, Request request, boolean bounded, List<Trace.Line> lines) {
        if (!Policies.isBoundByScps(caller.principal())) {
            return step(Layer.SCP, Says.NOT_ASKED, "they do not bind service-linked roles");
        }
        var whole = documents(
                Layer.SCP, levels.stream().flatMap(Explainer::attached).toList(), request, bounded, lines);
        if (whole.says() == Says.DENIES) {
            return whole;
        }
        Step open = null;
        for (var level : levels) {
            var one = documents(Layer.SCP, attached(level).toList(), request, bounded, new ArrayList<>());
            // It decides, whatever is not known of the levels above it.
            if (one.says() == Says.SILENT) {
                return step(Layer.SCP, Says.SILENT, "on level " + level.id() + " " + one.words());
            }
            open = open == null && one.says() == Says.UNKNOWN ? one : open;
        }
        if (open != null) {
            return open;
        }
        return step(
                Layer.SCP,
                Says.PASSES,
                levels.size() == 1 ? "one allows it" : "on each of " + levels.size() + " levels one allows it");
    }

    private static Stream<Attached> attached(Organization.Level level) {
        return level.policies().stream().map(scp -> scp.document().attached());
    }

    private Step documents(
            Layer layer, List<Attached> documents, Request request, boolean bounded, List<Trace.Line> all) {
        var here = dev.apiaccess.iam.Layer.valueOf(layer.name());
        var lines = new ArrayList<Trace.Line>();
        var unread = new ArrayList<String>();
        for (var document : documents) {
            switch (document) {
                case Attached.Parsed readable -> lines.addAll(Trace.of(request, here, readable, bounded));
                case Attached.Unreadable(var name, var why) -> unread.add(name + ": " + why);
            }
        }
        all.addAll(lines);
        var denies = known(lines, Effect.DENY);
        if (denies != null) {
            return new Step(layer, Says.DENIES, told(denies, documents), Optional.of(denies));
        }
        if (!unread.isEmpty()) {
            return step(layer, Says.UNKNOWN, String.join("; ", unread));
        }
        var open = lines.stream().filter(Explainer::isOpen).toList();
        var denying = open.stream()
                .filter(line -> line.at().statement().effect() == Effect.DENY)
                .findFirst();
        if (denying.isPresent()) {
            return conditional(layer, denying.get(), "denies ", documents);
        }
        var allows = known(lines, Effect.ALLOW);
        if (allows != null) {
            return new Step(layer, Says.ALLOWS, told(allows, documents), Optional.of(allows));
        }
        return open.isEmpty() ? silent(layer, lines) : conditional(layer, open.getFirst(), "allows ", documents);
    }

    private Step conditional(Layer layer, Trace.Line line, String verb, List<Attached> documents) {
        return new Step(
                layer,
                Says.UNKNOWN,
                told(line.at(), documents) + " " + verb + words.of(line.applies()),
                Optional.of(line.at()));
    }

    private static Step silent(Layer layer, List<Trace.Line> lines) {
        var toTheAccount = lines.stream()
                .anyMatch(line ->
                        line.named() == Trace.Named.ACCOUNT && line.applies().holds());
        return step(
                layer,
                Says.SILENT,
                toTheAccount
                        ? "it names the account, whose own policies have to grant"
                        : counted(lines.size()) + " about this call");
    }

    private static String counted(int number) {
        return number == 1 ? "the one statement is not" : "none of " + number + " statements is";
    }

    private static boolean isOpen(Trace.Line line) {
        return !(line.applies() instanceof Formula.Known);
    }

    private static @Nullable Deciding known(List<Trace.Line> lines, Effect effect) {
        return lines.stream()
                .filter(line -> line.at().statement().effect() == effect)
                .filter(line -> line.applies().holds())
                .filter(line -> effect == Effect.DENY || line.named() == Trace.Named.YES)
                .map(Trace.Line::at)
                .findFirst()
                .orElse(null);
    }

    /** The statement, with the policy where there are several. */
    private static String told(Deciding at, List<Attached> documents) {
        var statement = "statement "
                + at.sid().map(sid -> sid + " (number " + at.position() + ")").orElse("number " + at.position());
        return documents.size() == 1 && at.layer() == dev.apiaccess.iam.Layer.RESOURCE
                ? statement
                : statement + " of " + at.policy();
    }

    private Step key(DeployedMethod method) {
        if (!method.keyRequired()) {
            return step(Layer.KEY, Says.NOT_ASKED, "the method needs no API key");
        }
        var plans = inquiry.plans();
        var of = plans.isEmpty()
                ? "the stage is in no usage plan"
                : "keys of " + String.join(", ", plans) + " are taken";
        var key = inquiry.terms().key();
        if (key == null) {
            return step(Layer.KEY, Says.UNKNOWN, "the method needs an API key, which is not given; " + of);
        }
        return inquiry.opens(key)
                ? step(Layer.KEY, Says.PASSES, "key " + key.name() + " is taken")
                : step(
                        Layer.KEY,
                        Says.DENIES,
                        "key " + key.name() + (key.enabled() ? " is in no usage plan of the stage; " : " is disabled; ")
                                + of);
    }

    private static Step step(Layer layer, Says says, String text) {
        return new Step(layer, says, text, Optional.empty());
    }
}
