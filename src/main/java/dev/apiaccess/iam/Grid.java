// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import dev.apiaccess.iam.PrincipalMatcher.Reach;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides requests that differ in caller and resource only, a row of them for each caller: as {@link Evaluator} does, with a bit for each
 * resource. Which resources a statement is about is worked out once for all callers, unless it has policy variables. Not safe for threads.
 */
public final class Grid {

    private final String action;
    private final Map<String, List<String>> context;
    private final boolean partial;
    private final List<List<String>> resources;
    private final List<Asked> columns;
    private final Truths yes;
    private final Truths no;
    private final Truths unknown;
    private final Map<Subject, Truths> subjects = new HashMap<>();

    /** What resources a statement names, and how short ARNs count there. */
    private record Subject(ResourceSet resources, ArnPattern.Missing shortArns) {}

    /**
     * The answers for one caller.
     *
     * @param allowed positions of the resources where it is allowed
     * @param unknown positions where it is not known; the others are denied
     */
    public record Row(BitSet allowed, BitSet unknown) {}

    /**
     * Requests of one action.
     *
     * @param resources each in every way in which AWS may read it, all of one account
     * @param context condition keys of all requests, as in {@link Request}
     * @param partial whether keys that are not given may be there all the same
     */
    public Grid(String action, List<List<String>> resources, Map<String, List<String>> context, boolean partial) {
        this.action = action;
        this.context = Map.copyOf(context);
        this.partial = partial;
        this.resources = resources.stream().map(List::copyOf).toList();
        this.columns = columns(new Principal.Anonymous());
        this.yes = Truths.all(true, columns.size());
        this.no = Truths.all(false, columns.size());
        this.unknown = Truths.unknown(columns.size());
    }

    private List<Asked> columns(Principal caller) {
        return resources.stream()
                .map(readings -> new Asked(new Request(action, readings, caller, context, partial)))
                .toList();
    }

    /** The answers for a caller under the policies that apply to it. */
    public Row row(Principal caller, Policies policies) {
        if (columns.isEmpty()) {
            return new Row(new BitSet(), new BitSet());
        }
        Asked first = new Asked(new Request(action, resources.getFirst(), caller, context, partial));
        Combination<Truths> combination =
                new Combination<>(yes, no, unknown, caller, policies, policies.areOfAnotherAccount(first.request()));
        Walk.through(policies, caller, new Walk.Visitor() {
            @Override
            public void statement(Layer layer, int level, String policy, Reach reach, StatementMatcher matcher) {
                Truths applies = applies(layer, first, matcher);
                combination.add(
                        layer,
                        level,
                        matcher.statement().effect(),
                        reach,
                        reach == Reach.UNSETTLED ? applies.atMostPossibly() : applies);
            }

            @Override
            public void unreadable(Layer layer, int level, Missing missing) {
                combination.add(layer, level, Effect.DENY, Reach.SELF, unknown);
                combination.add(layer, level, Effect.ALLOW, Reach.SELF, unknown);
            }
        });
        Truths allowed = combination.requirement();
        BitSet open = (BitSet) allowed.possibly().clone();
        open.andNot(allowed.surely());
        return new Row((BitSet) allowed.surely().clone(), open);
    }

    /**
     * A number for each resource: two with the same number meet the same statements for a caller, so that they are decided alike and for the same
     * reason. Of a resource that can be read in several ways the number says less than the reason.
     */
    public int[] alike(Principal caller, Policies policies) {
        Parts parts = new Parts(columns.size());
        if (columns.isEmpty()) {
            return parts.numbers();
        }
        Asked first = new Asked(new Request(action, resources.getFirst(), caller, context, partial));
        Walk.through(policies, caller, new Walk.Visitor() {
            @Override
            public void statement(Layer layer, int level, String policy, Reach reach, StatementMatcher matcher) {
                if (matcher.action(first)
                        && !matcher.conditions(first.request()).fails()) {
                    parts.divide(about(layer, caller, matcher));
                }
            }

            @Override
            public void unreadable(Layer layer, int level, Missing missing) {
                // It is about all of them.
            }
        });
        return parts.numbers();
    }

    private Truths applies(Layer layer, Asked first, StatementMatcher matcher) {
        if (!matcher.action(first)) {
            return no;
        }
        Formula conditions = matcher.conditions(first.request());
        if (conditions.fails()) {
            return no;
        }
        Truths about = about(layer, first.request().principal(), matcher);
        return conditions.holds() ? about : about.atMostPossibly();
    }

    private Truths about(Layer layer, Principal caller, StatementMatcher matcher) {
        ResourceSet set = matcher.statement().resources();
        if (set == null) {
            return yes;
        }
        if (matcher.varies()) {
            return about(matcher, columns(caller));
        }
        return subjects.computeIfAbsent(new Subject(set, layer.shortArns()), _ -> about(matcher, columns));
    }

    private static Truths about(StatementMatcher matcher, List<Asked> columns) {
        BitSet surely = new BitSet(columns.size());
        BitSet possibly = new BitSet(columns.size());
        for (int column = 0; column < columns.size(); column++) {
            Formula about = matcher.resource(columns.get(column));
            surely.set(column, about.holds());
            possibly.set(column, !about.fails());
        }
        return new Truths(surely, possibly, columns.size());
    }
}
