// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import dev.apiaccess.iam.Decision.Outcome;
import dev.apiaccess.iam.Evaluator.Match;
import dev.apiaccess.iam.Evaluator.Source;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Puts the statements that grant together, once no statement denies. */
final class Grants {

    private final Request request;
    private final Policies policies;
    private final List<Match> matches;

    Grants(Request request, Policies policies, List<Match> matches) {
        this.request = request;
        this.policies = policies;
        this.matches = matches;
    }

    Decision decide() {
        Optional<Match> resource = strongest(Source.RESOURCE);
        if (request.principal() instanceof Principal.Anonymous) {
            return resource.map(match -> Evaluator.decision(Outcome.ALLOWED, match, "allowed by "))
                    .orElseGet(() -> nothingGrants("the caller is anonymous and no statement of the resource policy"));
        }
        boolean bothNeeded = crossAccount() || policies.rule() == Policies.ResourceRule.RESOURCE_MUST_ALLOW;
        if (bothNeeded && resource.isEmpty()) {
            return nothingGrants("the resource policy must grant this and no statement of it");
        }
        // A grant to the caller's own account is one to its administrators: its policies must pass it on.
        if (!crossAccount() && resource.isPresent() && grantsAlone(resource.get())) {
            return Evaluator.decision(Outcome.ALLOWED, resource.get(), "allowed by ");
        }
        return decideByIdentity();
    }

    private Decision decideByIdentity() {
        if (request.principal() instanceof Principal.Root root) {
            return new Decision(
                    Outcome.ALLOWED, Optional.empty(), "allowed: the root user of account " + root.account());
        }
        Optional<Match> identity = strongest(Source.IDENTITY);
        if (identity.isEmpty()) {
            return nothingGrants("no statement of the identity policies");
        }
        if (!withinBoundary()) {
            return nothingGrants("no statement of the permissions boundary");
        }
        return Evaluator.decision(Outcome.ALLOWED, identity.get(), "allowed by ");
    }

    private boolean grantsAlone(Match resource) {
        return switch (resource.reach()) {
            case SELF -> true;
            case ROLE, EVERYONE -> withinBoundary();
            case ACCOUNT, NONE -> false;
        };
    }

    private boolean withinBoundary() {
        return policies.boundary() == null || strongest(Source.BOUNDARY).isPresent();
    }

    private Optional<Match> strongest(Source source) {
        return matches.stream()
                .filter(match -> match.source() == source && match.effect() == Effect.ALLOW)
                .max(Comparator.comparing(Match::reach));
    }

    private boolean crossAccount() {
        String owner = policies.resourceAccount();
        if (owner == null) {
            owner = Arn.tryParse(request.resource()).map(Arn::account).orElse("");
        }
        return !owner.isEmpty() && !request.principal().accountId().orElse("").equals(owner);
    }

    private Decision nothingGrants(String what) {
        return new Decision(
                Outcome.IMPLICIT_DENY,
                Optional.empty(),
                what + " allows " + request.action() + " on " + request.resource());
    }
}
