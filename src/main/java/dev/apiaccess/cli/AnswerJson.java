// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.access.Answer;
import dev.apiaccess.access.Caller;
import dev.apiaccess.access.Explanation;
import dev.apiaccess.access.Gap;
import dev.apiaccess.access.Inquiry;
import dev.apiaccess.access.Reply;
import dev.apiaccess.iam.Decision.Deciding;
import java.util.Locale;

/** Answers about one stage as JSON; its form is in docs/commands.md. */
final class AnswerJson {

    /** In {@code assumed}. */
    static final String POLICY_DEPLOYED = "the resource policy that was read is the deployed one";

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Inquiry inquiry;
    private final Evidence evidence;
    private final Told told;

    AnswerJson(Inquiry inquiry) {
        this(inquiry, Evidence.NONE);
    }

    /** @param evidence beside what the account says */
    AnswerJson(Inquiry inquiry, Evidence evidence) {
        this.inquiry = inquiry;
        this.evidence = evidence;
        this.told = new Told(inquiry, evidence);
    }

    /**
     * What is asked about, and what an answer leaves out.
     *
     * @param session whether the policies of a session are given
     */
    ObjectNode question(String verb, String path, boolean session) {
        var node = NODES.objectNode();
        node.putObject("call")
                .put("verb", verb)
                .put("path", path)
                .put("api", inquiry.api().id())
                .put("apiName", inquiry.api().name())
                .put("stage", inquiry.stage().name());
        var assumed = node.putArray("assumed");
        if (told.assumesPolicy()) {
            assumed.add(POLICY_DEPLOYED);
        }
        if (!inquiry.api().endpoint()) {
            assumed.add(Told.BY_DOMAIN);
        }
        var notSeen = node.putArray("notSeen");
        told.notSeen(session).forEach(notSeen::add);
        var simulation = evidence.simulation();
        if (simulation != null) {
            node.putObject("evidence")
                    .put("of", "service-control-policies")
                    .put("by", "SimulatePrincipalPolicy")
                    .put("at", simulation.at())
                    .put("verb", simulation.call().verb())
                    .put("path", simulation.call().path())
                    .put("allowed", simulation.allowed());
        }
        return node;
    }

    /** The answer to one caller. */
    ObjectNode answer(Caller caller, Reply reply) {
        var telling = reply.telling();
        var answer = telling.answer();
        var node = NODES.objectNode()
                .put("answer", Verdict.of(reply).word())
                .put("principal", caller.spoken())
                .put("reason", answer.reason());
        answer.by().ifPresent(layer -> node.put("layer", layer.name().toLowerCase(Locale.ROOT)));
        answer.statement().ifPresent(at -> node.set("statement", statement(at)));
        if (answer.value() == Answer.Value.UNKNOWN) {
            node.put("conditions", told.conditions(answer));
            var missing = node.putArray("missing");
            answer.missing().forEach(one -> missing.add(one.text()));
            var codes = Told.missing(answer);
            node.put("code", codes.getFirst().text());
            var all = node.putArray("codes");
            codes.stream().map(Gap::text).forEach(all::add);
        }
        if (reply.samples().size() > 1) {
            var samples = node.putArray("samples");
            reply.samples()
                    .forEach(sample -> samples.addObject()
                            .put("verb", sample.call().verb())
                            .put("path", sample.call().path())
                            .put("answer", sample.answer().value().name().toLowerCase(Locale.ROOT))
                            .put("reason", sample.answer().reason()));
        }
        return node;
    }

    /** What an explanation adds to the answer. */
    void add(ObjectNode node, Explanation explanation) {
        node.putObject("explained")
                .put("verb", explanation.call().verb())
                .put("path", explanation.call().path());
        var steps = node.putArray("layers");
        explanation.steps().forEach(step -> {
            var one = steps.addObject()
                    .put("layer", step.layer().name().toLowerCase(Locale.ROOT))
                    .put("says", step.says().name().toLowerCase(Locale.ROOT))
                    .put("words", step.words());
            step.by().ifPresent(at -> one.set("statement", statement(at)));
        });
        var misses = node.putArray("nearMisses");
        explanation.misses().forEach(miss -> {
            var one = misses.addObject();
            one.set("statement", statement(miss.at()));
            var failed = one.putArray("failed");
            miss.failed()
                    .forEach(part -> failed.addObject()
                            .put("part", part.part().name().toLowerCase(Locale.ROOT))
                            .put("written", part.written())
                            .put("asked", part.asked()));
        });
        explanation.change().ifPresent(change -> node.put("change", change));
    }

    static ObjectNode statement(Deciding at) {
        var node = NODES.objectNode().put("policy", at.policy());
        at.sid().ifPresent(sid -> node.put("sid", sid));
        return node.put("position", at.position())
                .put("effect", at.statement().effect().text());
    }
}
