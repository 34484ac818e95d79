// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import dev.apiaccess.iam.Decision.Deciding;
import dev.apiaccess.iam.Decision.Outcome;
import dev.apiaccess.iam.PrincipalMatcher.Reach;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Decides requests as AWS does, in three values: a matching Deny anywhere decides; otherwise identity policies (within boundary and session)
 * and the resource policy must grant, in one account either of them, across accounts both, within the service control policies. Source: IAM
 * user guide, policy evaluation logic; API Gateway developer guide, authorization flow.
 */
public final class Evaluator {

    private static final int MOST_TOLD = 3;

    private final Request request;
    private final Policies policies;
    private final boolean crossAccount;
    private final Combination combination;
    private final List<Match> matches = new ArrayList<>();

    private Evaluator(Request request, Policies policies) {
        this.request = request;
        this.policies = policies;
        this.crossAccount = policies.areOfAnotherAccount(request);
        this.combination = new Combination(request.principal(), policies, crossAccount);
    }

    public static Decision evaluate(Request request, Policies policies) {
        Evaluator evaluator = new Evaluator(request, policies);
        evaluator.match();
        return evaluator.decide();
    }

    /** A statement that applies to the request or may apply. */
    private record Match(Effect effect, Reach reach, Formula applies, Deciding by) {}

    private void match() {
        Asked asked = new Asked(request);
        Walk.through(policies, request.principal(), new Walk.Visitor() {
            @Override
            public void statement(Layer layer, int level, String policy, Reach reach, StatementMatcher matcher) {
                Formula applies = matcher.applies(asked);
                if (applies.fails()) {
                    return;
                }
                if (reach == Reach.UNSETTLED) {
                    applies = applies.and(Walk.UNSETTLED);
                }
                Effect effect = matcher.statement().effect();
                combination.add(layer, level, effect, reach, applies);
                matches.add(new Match(
                        effect, reach, applies, new Deciding(layer, policy, matcher.position(), matcher.statement())));
            }

            @Override
            public void unreadable(Layer layer, int level, Missing missing) {
                combination.add(layer, level, Effect.DENY, Reach.SELF, Formula.open(missing));
                combination.add(layer, level, Effect.ALLOW, Reach.SELF, Formula.open(missing));
            }
        });
    }

    private Decision decide() {
        for (Match match : matches) {
            if (match.effect() == Effect.DENY && match.applies().holds()) {
                return decision(Outcome.EXPLICIT_DENY, match.by(), "denied by ");
            }
        }
        if (combination.within(Layer.ENDPOINT).fails()) {
            return nothing(Layer.ENDPOINT, "no statement of the endpoint policy");
        }
        if (combination.withinScps().fails()) {
            return nothing(Layer.SCP, "on one level no statement of the service control policies");
        }
        if (combination.granted().fails()) {
            return notGranted();
        }
        Formula requirement = combination.requirement();
        return requirement.holds() ? allowed() : unknown(requirement);
    }

    private Decision allowed() {
        boolean byResource = request.principal() instanceof Principal.Anonymous
                || (!crossAccount && combination.alone().holds());
        if (request.principal() instanceof Principal.Root && !byResource) {
            return new Decision(
                    Outcome.ALLOWED,
                    Optional.empty(),
                    Optional.empty(),
                    "allowed: the root user of account "
                            + request.principal().accountId().orElse(""),
                    Formula.Known.TRUE);
        }
        return decision(Outcome.ALLOWED, strongest(byResource ? Layer.RESOURCE : Layer.IDENTITY), "allowed by ");
    }

    /** The statement that grants most directly. */
    private Deciding strongest(Layer layer) {
        Match best = null;
        for (Match match : matches) {
            boolean grants = match.by().layer() == layer
                    && match.effect() == Effect.ALLOW
                    && match.applies().holds();
            if (grants && (best == null || match.reach().compareTo(best.reach()) > 0)) {
                best = match;
            }
        }
        if (best == null) {
            throw new IllegalStateException("allowed, and by no statement of " + layer.text());
        }
        return best.by();
    }

    private Decision notGranted() {
        if (request.principal() instanceof Principal.Anonymous) {
            return nothing(Layer.RESOURCE, "the caller is anonymous and no statement of the resource policy");
        }
        boolean mustGrant = crossAccount || policies.rule() == Policies.ResourceRule.RESOURCE_MUST_ALLOW;
        if (mustGrant && combination.allowed(Layer.RESOURCE).fails()) {
            return nothing(Layer.RESOURCE, "the resource policy must grant this and no statement of it");
        }
        boolean grantsNothing = combination.allowed(Layer.IDENTITY).fails()
                && (crossAccount || combination.granted(Reach.ROLE).fails());
        Layer layer = grantsNothing
                ? Layer.IDENTITY
                : combination.within(Layer.BOUNDARY).fails() ? Layer.BOUNDARY : Layer.SESSION;
        return nothing(layer, "no statement of " + layer.text());
    }

    private Decision nothing(Layer layer, String what) {
        return new Decision(
                Outcome.IMPLICIT_DENY,
                Optional.of(layer),
                Optional.empty(),
                what + " allows " + request.action() + " on " + request.resource(),
                Formula.Known.FALSE);
    }

    private static Decision decision(Outcome outcome, Deciding by, String verb) {
        return new Decision(
                outcome,
                Optional.of(by.layer()),
                Optional.of(by),
                verb + by.describe(),
                Formula.of(outcome == Outcome.ALLOWED));
    }

    private static Decision unknown(Formula requirement) {
        List<String> missing =
                requirement.missing().map(Missing::text).distinct().toList();
        String told = missing.stream().limit(MOST_TOLD).collect(Collectors.joining("; "));
        int rest = missing.size() - MOST_TOLD;
        return new Decision(
                Outcome.UNKNOWN,
                Optional.empty(),
                Optional.empty(),
                "not known: " + told + (rest > 0 ? "; and " + rest + " more" : ""),
                requirement);
    }
}
