// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.Grid;
import dev.apiaccess.iam.Policies;
import dev.apiaccess.iam.Principal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The methods of a stage, asked of many callers. For each caller the calls are parted by the statements that they meet, and each part is
 * decided once, by the inquiry: a whole decision, which differs within a part by the ARN of the call only. Not safe for threads.
 */
final class Sheet {

    private final Inquiry inquiry;
    private final int first;
    private final List<Caller> callers;
    private final List<DeployedMethod> methods;
    private final Map<Call, Integer> numbers = new LinkedHashMap<>();
    private final IdentityHashMap<List<Call>, int[]> numbered = new IdentityHashMap<>();
    /** By caller and method, the numbers of the calls that stand for it; most of the arrays are shared. */
    private final List<List<int[]>> asked = new ArrayList<>();

    private final List<Call> calls;
    /** By call: what is the same whoever asks. */
    private final int[] fixed;

    private final Grid grid;

    /** @param first the column of the first method */
    Sheet(Inquiry inquiry, int first, List<Caller> callers) {
        this.inquiry = inquiry;
        this.first = first;
        this.callers = callers;
        this.methods = inquiry.stage().methods();
        for (var caller : callers) {
            asked.add(asked(caller));
        }
        this.calls = List.copyOf(numbers.keySet());
        this.grid = new Grid(
                ExecuteApi.INVOKE,
                calls.stream().map(call -> inquiry.deployed().arns(call)).toList(),
                Access.withTransport(inquiry.terms().with()),
                true);
        this.fixed = fixed();
    }

    private List<int[]> asked(Caller caller) {
        var all = new ArrayList<int[]>(methods.size());
        for (var index = 0; index < methods.size(); index++) {
            var method = methods.get(index);
            // Of a path without parameters the same calls are asked, whoever calls.
            var isSame = !asked.isEmpty() && !Witnesses.isTemplate(method.path());
            all.add(
                    isSame
                            ? asked.getFirst().get(index)
                            : numbers(inquiry.calls(caller, method.verb(), method.path())));
        }
        return all;
    }

    private int[] numbers(List<List<Call>> byVerb) {
        if (byVerb.size() == 1) {
            return numbered.computeIfAbsent(
                    byVerb.getFirst(),
                    list -> list.stream().mapToInt(this::number).toArray());
        }
        return byVerb.stream().flatMap(List::stream).mapToInt(this::number).toArray();
    }

    private int number(Call call) {
        return numbers.computeIfAbsent(call, _ -> numbers.size());
    }

    /** What the method demands and what an unsigned caller meets. A call that can be read in several ways is like no other. */
    private int[] fixed() {
        var unsigned = grid.alike(
                new Principal.Anonymous(),
                Policies.none().withResource(inquiry.deployed().resourcePolicy()));
        var known = new HashMap<List<Object>, Integer>();
        var all = new int[calls.size()];
        for (var index = 0; index < all.length; index++) {
            var call = calls.get(index);
            var method = inquiry.access().isRouteOpen(call) ? Optional.<DeployedMethod>empty() : inquiry.method(call);
            // What a canary serves tells apart what the stage's own methods do not.
            var isPlain = call.readings().size() == 1
                    && method.isPresent()
                    && inquiry.stage().canary() == null;
            List<Object> like = isPlain
                    ? List.of(method.get().authorization(), method.get().keyRequired(), unsigned[index])
                    : List.of(call);
            all[index] = known.computeIfAbsent(like, _ -> known.size());
        }
        return all;
    }

    /** What a caller gets, by its position among the callers. */
    Part row(int position) {
        var caller = callers.get(position);
        var policies = Access.withApi(caller.policies(), inquiry.deployed());
        var met = Stream.concat(
                        Stream.of(caller.principal()),
                        Sessions.named(inquiry.deployed().resourcePolicy(), caller).stream()
                                .map(caller::inSession))
                .map(principal -> grid.alike(principal, policies))
                .toList();
        return new Part(caller, asked.get(position), met);
    }

    /** What one caller gets from the methods. */
    final class Part {

        private final Caller caller;
        private final List<int[]> cells;
        /** By call, the part that it is in, from 1; 0 for a call that the caller is not asked about. */
        private final int[] partOf = new int[calls.size()];
        /** By part, the call that was decided and its answer. */
        private final List<Reply.Sample> decided = new ArrayList<>();

        private final int[] kindOf;
        private final List<Survey.Kind> kinds = new ArrayList<>();

        private Part(Caller caller, List<int[]> cells, List<int[]> met) {
            this.caller = caller;
            this.cells = cells;
            this.kindOf = new int[cells.size()];
            var parts = new HashMap<Object, Integer>();
            var known = new HashMap<Object, Integer>();
            for (var index = 0; index < kindOf.length; index++) {
                var numbers = cells.get(index);
                for (var number : numbers) {
                    if (partOf[number] == 0) {
                        partOf[number] = part(parts, number, met) + 1;
                    }
                }
                var column = index;
                kindOf[index] = known.computeIfAbsent(here(numbers), _ -> {
                    kinds.add(new Survey.Kind(first + column, reply(column)));
                    return kinds.size() - 1;
                });
            }
        }

        /** The parts that the calls of a cell are in, in their order: a number where it is one, since most are of one, else a list. */
        private Object here(int[] numbers) {
            var one = partOf[numbers[0]];
            if (isAllIn(one, numbers)) {
                return one;
            }
            return Arrays.stream(numbers)
                    .map(number -> partOf[number])
                    .distinct()
                    .boxed()
                    .toList();
        }

        private boolean isAllIn(int part, int[] numbers) {
            for (var number : numbers) {
                if (partOf[number] != part) {
                    return false;
                }
            }
            return true;
        }

        private int part(Map<Object, Integer> parts, int call, List<int[]> met) {
            return parts.computeIfAbsent(like(call, met), _ -> {
                decided.add(new Reply.Sample(calls.get(call), inquiry.answer(caller, calls.get(call))));
                return decided.size() - 1;
            });
        }

        /** What a call is decided by; one number where no sessions are named, which is the rule, else a list. */
        private Object like(int call, List<int[]> met) {
            if (met.size() == 1) {
                return (long) fixed[call] << Integer.SIZE | met.getFirst()[call];
            }
            var like = new ArrayList<Integer>();
            like.add(fixed[call]);
            met.forEach(numbers -> like.add(numbers[call]));
            return like;
        }

        int first() {
            return first;
        }

        int size() {
            return kindOf.length;
        }

        int kind(int index) {
            return kindOf[index];
        }

        List<Survey.Kind> kinds() {
            return kinds;
        }

        Reply reply(int index) {
            var samples = new ArrayList<Reply.Sample>();
            for (var number : cells.get(index)) {
                var call = calls.get(number);
                var like = decided.get(partOf[number] - 1);
                samples.add(new Reply.Sample(call, like.answer().about(inquiry.arn(like.call()), inquiry.arn(call))));
            }
            return Reply.of(samples);
        }
    }
}
