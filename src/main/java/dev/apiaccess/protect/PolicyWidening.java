// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import dev.apiaccess.iam.Effect;
import dev.apiaccess.iam.PathTemplate;
import dev.apiaccess.iam.Statement;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.protect.ApiState.Configuration;
import dev.apiaccess.protect.Openings.Arrival;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether calls that the resource policy of a stage refuses would get in with a deployment. Decided for all calls at once: looked for are facts
 * under which the one lets in and the other does not. What is not known to depend on each other counts as independent, so that in doubt
 * there are such calls.
 */
final class PolicyWidening {

    private final List<Statement> served;
    private final List<Statement> coming;
    private final Set<String> apis;
    private final String stage;
    private final Set<MethodKey> methods;
    private final Resources resources;

    /** What statements ask for, those that may apply. */
    private record Sides(List<Set<Integer>> allows, List<Set<Integer>> denies) {

        static Sides of(List<Statement> document, CallFacts facts, boolean isSigned) {
            return new Sides(all(document, Effect.ALLOW, facts, isSigned), all(document, Effect.DENY, facts, isSigned));
        }

        private static List<Set<Integer>> all(
                List<Statement> document, Effect effect, CallFacts facts, boolean isSigned) {
            return document.stream()
                    .filter(one -> one.effect() == effect)
                    .map(one -> facts.of(one, isSigned))
                    .flatMap(Optional::stream)
                    .distinct()
                    .toList();
        }
    }

    PolicyWidening(Configuration served, Configuration coming, String stage) {
        this.served = served.document();
        this.coming = coming.document();
        this.stage = stage;
        methods = coming.methods().keySet();
        resources = new Resources(methods);
        apis = CallPatterns.apis(
                Stream.concat(served.ours().stream(), coming.ours().stream()).toList());
    }

    /**
     * Whether such calls would come to a method.
     *
     * @param then what the method asks for in the deployment; nothing less than what each call meets now
     */
    boolean letsIn(Arrival arrival, MethodState then) {
        // What comes to nothing now is refused: the policy is compared as if the method were there.
        var before = arrival.before().isEmpty() ? List.of(then) : arrival.before();
        return before.stream().anyMatch(now -> letsIn(arrival, now, then));
    }

    private boolean letsIn(Arrival arrival, MethodState now, MethodState then) {
        if (served.isEmpty()) {
            // Nobody gets into a private API then, and whether it is one nobody says here.
            return coming.stream().anyMatch(one -> one.effect() == Effect.ALLOW);
        }
        var facts = new CallFacts(
                new CallPatterns(apis, stage, arrival.verb(), arrival.method().path(), winners(arrival)));
        var before = Sides.of(served, facts, isSigned(now));
        var after = Sides.of(coming, facts, isSigned(then));
        var silent = before.allows().stream().map(PolicyWidening::not).toList();
        var refused = Stream.concat(
                        isDecidedByPolicyAlone(arrival, now) ? Stream.of(silent) : Stream.empty(),
                        before.denies().stream().map(PolicyWidening::each))
                .toList();
        if (isDecidedByPolicyAlone(arrival, then) && !coming.isEmpty()) {
            return isPossible(facts, after, after.allows(), refused);
        }
        if (isPossible(facts, after, List.of(Set.of()), refused)) {
            return true;
        }
        // Beside those whom their own policies or an authorizer let in, those whom the document lets in alone.
        var withSilence = Stream.concat(refused.stream(), Stream.of(silent)).toList();
        return isPossible(facts, after, after.allows(), withSilence);
    }

    private List<PathTemplate> winners(Arrival arrival) {
        var path = resources.template(arrival.method().path());
        return methods.stream()
                .filter(other -> resources.verbsOf(other).contains(arrival.verb()))
                .map(other -> resources.template(other.path()))
                .distinct()
                .filter(other -> other.winsOver(path) && other.common(path).isPresent())
                .toList();
    }

    private static boolean isSigned(MethodState state) {
        return state.authorization().equals("AWS_IAM");
    }

    private static boolean isDecidedByPolicyAlone(Arrival arrival, MethodState state) {
        return new ApiMethod(arrival.method(), state.authorization()).isDecidedByPolicyAlone();
    }

    /** Whether a call meets one of the allowing sets and one of the refusing clauses, and no Deny of what comes. */
    private static boolean isPossible(
            CallFacts facts, Sides after, List<Set<Integer>> allowing, List<List<Set<Integer>>> refusing) {
        for (var allowed : allowing) {
            for (var refused : refusing) {
                var clauses = new ArrayList<>(facts.laws());
                clauses.addAll(each(allowed));
                clauses.addAll(refused);
                after.denies().forEach(denied -> clauses.add(not(denied)));
                if (new Clauses(clauses).arePossible()) {
                    return true;
                }
            }
        }
        return false;
    }

    private static List<Set<Integer>> each(Set<Integer> facts) {
        return facts.stream().map(Set::of).toList();
    }

    /** At least one of them does not hold. */
    private static Set<Integer> not(Set<Integer> facts) {
        return facts.stream().map(fact -> -fact).collect(Collectors.toCollection(HashSet::new));
    }
}
