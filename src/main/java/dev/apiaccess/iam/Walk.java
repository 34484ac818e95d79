// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import dev.apiaccess.iam.PrincipalMatcher.Reach;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Goes through all statements that may concern a caller, in the order in which a Deny is told. */
final class Walk {

    /** What is added to a statement whose Principal AWS's documentation does not settle. */
    static final Formula UNSETTLED = Formula.open(
            new Missing.Undocumented("whether the Principal or NotPrincipal of a statement means the caller"));

    /** Receives the statements. */
    interface Visitor {

        /** @param level of a service control policy, else 0 */
        void statement(Layer layer, int level, String policy, Reach reach, StatementMatcher statement);

        /** A document that cannot be read counts as an Allow and a Deny that may apply. */
        void unreadable(Layer layer, int level, Missing missing);
    }

    private final Principal caller;
    private final Policies policies;
    private final Visitor visitor;

    private Walk(Principal caller, Policies policies, Visitor visitor) {
        this.caller = caller;
        this.policies = policies;
        this.visitor = visitor;
    }

    static void through(Policies policies, Principal caller, Visitor visitor) {
        new Walk(caller, policies, visitor).go();
    }

    private void go() {
        List<List<Attached>> scps = policies.scps();
        if (scps != null && PrincipalMatcher.isSubjectToScps(caller)) {
            for (int level = 0; level < scps.size(); level++) {
                visit(Layer.SCP, level, scps.get(level));
            }
        }
        visit(Layer.RESOURCE, policies.resource());
        visit(Layer.IDENTITY, 0, policies.identity());
        visit(Layer.BOUNDARY, policies.boundary());
        List<Attached> session = policies.session();
        visit(Layer.SESSION, 0, session == null ? List.of() : session);
        visit(Layer.ENDPOINT, policies.endpoint());
    }

    private void visit(Layer layer, @Nullable Attached document) {
        visit(layer, 0, document == null ? List.of() : List.of(document));
    }

    private void visit(Layer layer, int level, List<Attached> documents) {
        for (Attached document : documents) {
            switch (document) {
                case Attached.Unreadable(var name, var why) ->
                    visitor.unreadable(layer, level, new Missing.Document(layer, name, why));
                case Attached.Parsed parsed -> {
                    for (StatementMatcher matcher : parsed.matchers(layer.shortArns())) {
                        visit(layer, level, parsed.name(), matcher);
                    }
                }
            }
        }
    }

    private void visit(Layer layer, int level, String policy, StatementMatcher matcher) {
        Reach reach = layer.namesPrincipals()
                ? PrincipalMatcher.reach(matcher.statement(), caller, policies.boundary() != null)
                : Reach.SELF;
        if (reach != Reach.NONE) {
            visitor.statement(layer, level, policy, reach, matcher);
        }
    }
}
