// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.iam.Evaluator;
import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.Grid;
import dev.apiaccess.iam.Request;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What a grid takes for alike is decided alike and for the same reason, whatever policies there are: also under service control policies, in
 * sessions and through endpoints, which an account file does not have.
 */
class AlikeTest {

    private static final long CASES = 10_000;

    private static final List<Call> OTHERS = Stream.of(
                    "GET /orders",
                    "GET /orders/7",
                    "GET /",
                    "GET /users/ann",
                    "GET /users/bob",
                    "GET /teams/red",
                    "GET /a:b",
                    "POST /orders",
                    "POST /users/ann",
                    "DELETE /orders/7")
            .map(text -> text.split(" ", 2))
            .map(parts -> new Call(parts[0], parts[1]))
            .toList();

    private final LongAdder calls = new LongAdder();
    private final LongAdder parts = new LongAdder();

    @Test
    void whatIsAlikeInRandomCasesIsDecidedAlike() {
        var random = new RandomCases(11);

        var different = LongStream.range(0, CASES)
                .parallel()
                .mapToObj(random::at)
                .flatMap(one -> differences(new AccessCase(one)))
                .toList();

        assertThat(different).isEmpty();
        // A grid that takes nothing for alike would pass, and be of no use.
        assertThat(parts.sum()).as("parts of %s calls", calls).isLessThan(calls.sum() / 2);
    }

    @Test
    void whatIsAlikeInTheCorpusIsDecidedAlike() {
        assertThat(AccessCase.all().stream().flatMap(this::differences)).isEmpty();
    }

    private Stream<String> differences(AccessCase one) {
        var api = one.api();
        var question = one.question();
        // What can be read in several ways is told apart by whoever asks.
        var asked = new ArrayList<>(new LinkedHashSet<>(
                Stream.concat(Stream.of(question.call()), OTHERS.stream()).toList()));
        asked.removeIf(call -> call.readings().size() > 1);
        var keys = Access.withTransport(question.with());
        var policies = Access.withApi(one.policies(), api);
        var resources = asked.stream().map(api::arns).toList();

        var numbers =
                new Grid(ExecuteApi.INVOKE, resources, keys, question.partial()).alike(question.caller(), policies);

        var found = new ArrayList<String>();
        var firsts = new HashMap<Integer, List<Object>>();
        for (var index = 0; index < numbers.length; index++) {
            var arn = resources.get(index).getFirst();
            var decision = Evaluator.evaluate(
                    new Request(ExecuteApi.INVOKE, resources.get(index), question.caller(), keys, question.partial()),
                    policies);
            var essence = List.<Object>of(
                    decision.outcome(),
                    decision.layer(),
                    decision.by(),
                    decision.requirement(),
                    decision.reason().replace(arn, "it"));
            var first = firsts.putIfAbsent(numbers[index], essence);
            if (first != null && !first.equals(essence)) {
                found.add(one.node() + "\n  " + asked.get(index) + ": " + essence + ", and alike " + first);
            }
        }
        calls.add(numbers.length);
        parts.add(firsts.size());
        return found.stream();
    }
}
