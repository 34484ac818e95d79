// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import dev.apiaccess.access.Answer.Layer;
import dev.apiaccess.access.Answer.Value;
import dev.apiaccess.iam.Formula;
import dev.apiaccess.iam.Missing;
import java.util.Optional;

/**
 * What IAM's simulator says of service control policies that are not seen. It is evidence of its time and no verdict: a yes stays one as far as
 * the account decides, and where the simulator is against it, it is not known. Source: IAM user guide, testing policies with the simulator.
 *
 * @param call that was simulated
 * @param allowed whether the organization allows it, as the simulator says
 * @param at when it said so, in UTC
 */
public record Simulation(Call call, boolean allowed, String at) {

    static final String AGAINST = "the service control policies, which are not seen: IAM's simulator said at ";

    /** The answers with what the simulator says beside them. */
    public Reply weighed(Reply reply) {
        return allowed
                ? reply
                : Reply.of(reply.samples().stream()
                        .map(sample ->
                                sample.call().equals(call) ? new Reply.Sample(call, doubted(sample.answer())) : sample)
                        .toList());
    }

    private Answer doubted(Answer answer) {
        return answer.value() == Value.NO
                ? answer
                : new Answer(
                        Value.UNKNOWN,
                        Optional.of(Layer.SCP),
                        Optional.empty(),
                        "by IAM's simulator the service control policies do not allow it, and they are not seen",
                        answer.requirement()
                                .and(Formula.open(
                                        new Missing.Undocumented(AGAINST + at + " that they do not allow it"))));
    }
}
