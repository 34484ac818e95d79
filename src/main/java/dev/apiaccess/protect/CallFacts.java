// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import dev.apiaccess.iam.ActionSet;
import dev.apiaccess.iam.Canonical;
import dev.apiaccess.iam.Condition;
import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.Glob;
import dev.apiaccess.iam.Implication;
import dev.apiaccess.iam.IpRange;
import dev.apiaccess.iam.PrincipalSet;
import dev.apiaccess.iam.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What statements of resource policies ask of calls of one method, taken apart into facts that have numbers from 1 on: that a call comes from
 * some network, that it has some path. What is said of networks is the same fact whoever calls; what is said of callers is one fact of
 * signed calls and another one of unsigned calls. What this does not understand is a fact of its own.
 */
final class CallFacts {

    private static final String CALLER = "aws:principal";
    private static final String CALLER_ARN = "aws:principalarn";
    private static final Set<String> NETWORKS =
            Set.of("aws:sourceip", "aws:vpcsourceip", "aws:sourcevpce", "aws:sourcevpc");
    /** Of a key that is there once at most, and of the right type, one of both holds. */
    private static final Map<String, String> OPPOSITES = Map.of(
            "StringNotEquals", "StringEquals",
            "StringNotLike", "StringLike",
            "NotIpAddress", "IpAddress",
            "ArnNotEquals", "ArnEquals",
            "ArnNotLike", "ArnLike");

    private final CallPatterns calls;
    private final Map<Object, Integer> numbers = new HashMap<>();
    private final List<Asked> asked = new ArrayList<>();
    private final List<Named> named = new ArrayList<>();

    /** A condition as a fact. */
    private record Asked(boolean isSigned, boolean isOfNetworks, Condition condition) {}

    /** That one of these patterns matches the call, as a fact. */
    private record Named(Set<String> patterns) {}

    /** Something that nothing else says. */
    private record Other(boolean isSigned, Object what) {}

    CallFacts(CallPatterns calls) {
        this.calls = calls;
    }

    /**
     * What has to hold for a statement to apply to a call: all of these facts, those below zero not; none where it always applies. Empty where it
     * never does.
     *
     * @param isSigned whether the call is one that API Gateway takes for signed
     */
    Optional<Set<Integer>> of(Statement statement, boolean isSigned) {
        var plain = Canonical.of(statement.withSid(null));
        if (statement.unclear() != null) {
            return Optional.of(
                    Set.of(number(new Other(isSigned, List.of(plain, statement.unclear(), sid(statement))))));
        }
        var facts = new HashSet<Integer>();
        if (!isForEveryone(plain.principals())) {
            facts.add(number(new Other(isSigned, List.of(Optional.ofNullable(plain.principals())))));
        }
        if (!isAboutCalls(plain.actions())
                || !addResources(plain, isSigned, facts)
                || !plain.conditions().stream().allMatch(condition -> add(condition, isSigned, facts))) {
            return Optional.empty();
        }
        return Optional.of(facts);
    }

    /** What holds of the facts whatever the call. */
    List<Set<Integer>> laws() {
        var laws = new ArrayList<Set<Integer>>();
        for (var one : asked) {
            for (var other : asked) {
                if (!one.equals(other) && one.isSigned() == other.isSigned()) {
                    if (Implication.follows(one.condition(), other.condition())) {
                        laws.add(Set.of(-number(one), number(other)));
                    }
                    if (one.isOfNetworks() && Implication.excludes(one.condition(), other.condition())) {
                        laws.add(Set.of(-number(one), -number(other)));
                    }
                }
            }
        }
        for (var one : named) {
            for (var other : named) {
                if (!one.equals(other) && other.patterns().containsAll(one.patterns())) {
                    laws.add(Set.of(-number(one), number(other)));
                }
            }
        }
        return laws;
    }

    private int number(Object fact) {
        var there = numbers.get(fact);
        if (there != null) {
            return there;
        }
        numbers.put(fact, numbers.size() + 1);
        switch (fact) {
            case Asked one -> asked.add(one);
            case Named one -> named.add(one);
            default -> {}
        }
        return numbers.size();
    }

    private static String sid(Statement statement) {
        return statement.sid() == null ? "" : statement.sid();
    }

    private static boolean isForEveryone(@Nullable PrincipalSet principals) {
        return principals != null
                && !principals.inverted()
                && principals.entries().stream()
                        .anyMatch(entry -> entry.type() == PrincipalSet.Type.EVERYONE
                                || (entry.type() == PrincipalSet.Type.AWS
                                        && entry.value().equals("*")));
    }

    private static boolean isAboutCalls(ActionSet actions) {
        return actions.patterns().stream()
                        .anyMatch(pattern -> Glob.ignoringCase(pattern).matches(ExecuteApi.INVOKE))
                != actions.inverted();
    }

    /** @return whether it can be about the method */
    private boolean addResources(Statement statement, boolean isSigned, Set<Integer> facts) {
        var resources = statement.resources();
        if (resources == null || (!resources.inverted() && calls.areCovered(resources.patterns()))) {
            return true;
        }
        if (resources.inverted() || resources.patterns().stream().anyMatch(pattern -> pattern.contains("${"))) {
            facts.add(number(new Other(isSigned, resources)));
            return true;
        }
        var meeting = new TreeSet<>(resources.patterns());
        meeting.removeIf(pattern -> !calls.mayMeet(pattern));
        if (!meeting.isEmpty()) {
            facts.add(number(new Named(meeting)));
        }
        return !meeting.isEmpty();
    }

    /** @return whether it can hold */
    private boolean add(Condition condition, boolean isSigned, Set<Integer> facts) {
        var known = known(condition, isSigned);
        if (known.isPresent()) {
            return known.get();
        }
        var isOfNetworks = NETWORKS.contains(condition.key())
                && condition.values().stream().noneMatch(value -> value.contains("${"));
        var opposite = hasOpposite(condition) ? OPPOSITES.get(condition.operator()) : null;
        var positive = opposite == null ? condition : new Condition(opposite, condition.key(), condition.values());
        var number = number(new Asked(!isOfNetworks && isSigned, isOfNetworks, positive));
        facts.add(opposite == null ? number : -number);
        return true;
    }

    /** A call that is not signed bears nothing of a caller, and one that is bears an ARN. */
    private static Optional<Boolean> known(Condition condition, boolean isSigned) {
        if (!condition.key().startsWith(CALLER)) {
            return Optional.empty();
        }
        if (condition.operator().equals("Null") && condition.values().size() == 1) {
            var wants = condition.values().getFirst().equals("true");
            return isSigned && !condition.key().equals(CALLER_ARN) ? Optional.empty() : Optional.of(wants != isSigned);
        }
        if (isSigned) {
            return Optional.empty();
        }
        return OPPOSITES.containsKey(condition.operator())
                ? Optional.of(true)
                : OPPOSITES.containsValue(condition.operator()) ? Optional.of(false) : Optional.empty();
    }

    private static boolean hasOpposite(Condition condition) {
        return switch (condition.operator()) {
            case "StringNotEquals", "StringNotLike" ->
                NETWORKS.contains(condition.key()) || condition.key().startsWith(CALLER);
            case "NotIpAddress" ->
                NETWORKS.contains(condition.key())
                        && condition.values().stream()
                                .allMatch(value -> IpRange.parse(value).isPresent());
            case "ArnNotEquals", "ArnNotLike" ->
                condition.key().equals(CALLER_ARN)
                        && condition.values().stream()
                                .allMatch(value -> value.startsWith("arn:") && !value.contains("${"));
            default -> false;
        };
    }
}
