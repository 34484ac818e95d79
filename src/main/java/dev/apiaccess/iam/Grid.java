// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import dev.apiaccess.iam.PrincipalMatcher.Reach;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Requests that differ in caller and resource only, parted for each caller into those that are decided alike, so that one decision of
 * {@link Evaluator} stands for many. Which resources a statement is about is worked out once for all callers, with a bit for each resource,
 * unless it has policy variables. Not safe for threads.
 */
public final class Grid {

    private final String action;
    private final Map<String, List<String>> context;
    private final boolean partial;
    private final List<List<String>> resources;
    private final List<Asked> columns;
    private final Map<Subject, Truths> subjects = new HashMap<>();

    /** What resources a statement names, and how short ARNs count there. */
    private record Subject(ResourceSet resources, ArnPattern.Missing shortArns) {}

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
    }

    private List<Asked> columns(Principal caller) {
        return resources.stream()
                .map(readings -> new Asked(new Request(action, readings, caller, context, partial)))
                .toList();
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
                ResourceSet set = matcher.statement().resources();
                if (set != null
                        && matcher.action(first)
                        && !matcher.conditions(first.request()).fails()) {
                    parts.divide(about(set, layer, caller, matcher));
                }
            }

            @Override
            public void unreadable(Layer layer, int level, Missing missing) {
                // It is about all of them.
            }
        });
        return parts.numbers();
    }

    private Truths about(ResourceSet set, Layer layer, Principal caller, StatementMatcher matcher) {
        return matcher.varies()
                ? about(matcher, columns(caller))
                : subjects.computeIfAbsent(new Subject(set, layer.shortArns()), _ -> about(matcher, columns));
    }

    private static Truths about(StatementMatcher matcher, List<Asked> columns) {
        BitSet surely = new BitSet(columns.size());
        BitSet open = new BitSet(columns.size());
        for (int column = 0; column < columns.size(); column++) {
            Formula about = matcher.resource(columns.get(column));
            surely.set(column, about.holds());
            open.set(column, !about.holds() && !about.fails());
        }
        return new Truths(surely, open);
    }
}
