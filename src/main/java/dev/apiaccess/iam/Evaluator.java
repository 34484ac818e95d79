// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import dev.apiaccess.iam.Decision.Outcome;
import dev.apiaccess.iam.PrincipalMatcher.Reach;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides requests as AWS does: a matching Deny anywhere decides; otherwise identity policies (within the boundary) and the resource policy
 * must grant, in one account either of them, across accounts both. Source: IAM user guide, policy evaluation logic; API Gateway developer
 * guide, authorization flow.
 */
public final class Evaluator {

    private Evaluator() {}

    public static Decision evaluate(Request request, Policies policies) {
        List<Match> matches = matches(request, policies);
        Optional<Match> denied =
                matches.stream().filter(match -> match.effect() == Effect.DENY).findFirst();
        if (denied.isPresent()) {
            return decision(Outcome.EXPLICIT_DENY, denied.get(), "denied by ");
        }
        return new Grants(request, policies, matches).decide();
    }

    enum Source {
        IDENTITY("the identity policies"),
        BOUNDARY("the permissions boundary"),
        RESOURCE("the resource policy");

        private final String text;

        Source(String text) {
            this.text = text;
        }
    }

    /** A statement that applies to the request; {@code index} counts from 1 within its document. */
    record Match(Source source, Statement statement, int index, Reach reach) {

        Effect effect() {
            return statement.effect();
        }

        Optional<String> sid() {
            return Optional.ofNullable(statement.sid());
        }

        String describe() {
            return "statement " + sid().orElse("number " + index) + " of " + source.text;
        }
    }

    static Decision decision(Outcome outcome, Match by, String verb) {
        return new Decision(outcome, by.sid(), verb + by.describe());
    }

    private static List<Match> matches(Request request, Policies policies) {
        List<Match> matches = new ArrayList<>();
        for (PolicyDocument document : policies.identity()) {
            collect(matches, Source.IDENTITY, document, request, policies);
        }
        if (policies.boundary() != null) {
            collect(matches, Source.BOUNDARY, policies.boundary(), request, policies);
        }
        if (policies.resource() != null) {
            collect(matches, Source.RESOURCE, policies.resource(), request, policies);
        }
        return matches;
    }

    private static void collect(
            List<Match> matches, Source source, PolicyDocument document, Request request, Policies policies) {
        StatementMatcher matcher = new StatementMatcher(
                document,
                request,
                source == Source.RESOURCE ? ArnPattern.Missing.NEED_WILDCARD : ArnPattern.Missing.MATCH_ANYTHING);
        int index = 0;
        for (Statement statement : document.statements()) {
            index++;
            Reach reach = source == Source.RESOURCE ? reach(statement, request, policies) : Reach.SELF;
            if (reach != Reach.NONE && matcher.applies(statement)) {
                matches.add(new Match(source, statement, index, reach));
            }
        }
    }

    /** How the statement reaches the caller. Without a principal, a statement of a resource policy applies to no caller. */
    private static Reach reach(Statement statement, Request request, Policies policies) {
        PrincipalSet principals = statement.principals();
        if (principals == null) {
            return Reach.NONE;
        }
        // AWS documents that a Deny with NotPrincipal always hits callers that carry a boundary.
        if (principals.inverted() && statement.effect() == Effect.DENY && policies.boundary() != null) {
            return Reach.EVERYONE;
        }
        return PrincipalMatcher.reach(principals, request.principal());
    }
}
