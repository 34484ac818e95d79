// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import dev.apiaccess.iam.Decision.Deciding;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the statements of a document compare with a request, part by part: for explanations, it decides nothing. */
public final class Trace {

    /** Whether a statement is about the caller. */
    public enum Named {
        NO,
        /** It names the caller's account only, which grants nothing by itself. */
        ACCOUNT,
        /** AWS's documentation does not say. */
        UNSETTLED,
        YES
    }

    /** A condition, and whether it holds. */
    public record Tested(Condition condition, Formula holds) {}

    /**
     * A statement.
     *
     * @param action whether it is about the action
     * @param resource whether it is about the resource
     * @param conditions all of them, in the order of the statement
     */
    public record Line(Deciding at, Named named, boolean action, Formula resource, List<Tested> conditions) {

        public Line {
            conditions = List.copyOf(conditions);
        }

        /** Whether it applies to the request; a grant to the account counts. */
        public Formula applies() {
            var all = Formula.of(named != Named.NO && action).and(resource);
            for (var tested : conditions) {
                all = all.and(tested.holds());
            }
            return named == Named.UNSETTLED ? all.and(Walk.UNSETTLED) : all;
        }
    }

    private Trace() {}

    /**
     * The statements of a document, in their order.
     *
     * @param bounded whether the caller has a permissions boundary
     */
    public static List<Line> of(Request request, Layer layer, Attached.Parsed document, boolean bounded) {
        var asked = new Asked(request);
        var lines = new ArrayList<Line>();
        for (var matcher : document.matchers(layer.shortArns())) {
            var statement = matcher.statement();
            lines.add(new Line(
                    new Deciding(layer, document.name(), matcher.position(), statement),
                    layer.namesPrincipals() ? named(statement, request.principal(), bounded) : Named.YES,
                    matcher.action(asked),
                    resource(matcher, asked, statement.unclear()),
                    tested(statement, matcher.eachCondition(request))));
        }
        return lines;
    }

    private static Formula resource(StatementMatcher matcher, Asked asked, @Nullable String unclear) {
        return unclear == null ? matcher.resource(asked) : Formula.open(new Missing.Undocumented(unclear));
    }

    private static List<Tested> tested(Statement statement, List<Formula> holds) {
        var tested = new ArrayList<Tested>();
        for (var index = 0; index < holds.size(); index++) {
            tested.add(new Tested(statement.conditions().get(index), holds.get(index)));
        }
        return tested;
    }

    private static Named named(Statement statement, Principal caller, boolean bounded) {
        return switch (PrincipalMatcher.reach(statement, caller, bounded)) {
            case NONE -> Named.NO;
            case ACCOUNT -> Named.ACCOUNT;
            case UNSETTLED -> Named.UNSETTLED;
            case ROLE, EVERYONE, SELF -> Named.YES;
        };
    }
}
