// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.dataplane;

import dev.apiaccess.emulator.state.ApiAuthorizer;
import dev.apiaccess.emulator.state.AuthorizerTable;
import dev.apiaccess.emulator.state.AuthorizerTable.Answer;
import dev.apiaccess.emulator.wire.WireRequest;
import dev.apiaccess.iam.Decision;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Lets authorizers decide, with the API's policy, as API Gateway documents how the two go together. */
final class AuthorizerCheck {
    private static final int MOST_KEPT = 10_000;
    private final Clock clock;
    private final PolicyCheck policies;
    private final AuthorizerAnswers answers;
    private final Map<String, Kept> kept = new ConcurrentHashMap<>();

    /** An answer that holds for a while, whatever the function would say meanwhile. */
    private record Kept(Answer answer, Instant until) {}

    AuthorizerCheck(Clock clock, PolicyCheck policies, AuthorizerTable table) {
        this.clock = clock;
        this.policies = policies;
        answers = new AuthorizerAnswers(table);
    }

    /** What the method's authorizer says of a request that it lets through; all others are refused. */
    Answer require(WireRequest request, Target target) {
        ApiAuthorizer authorizer = target.deployment()
                .authorizers()
                .get(String.valueOf(target.method().authorizerId()));
        if (authorizer == null) {
            throw Refusal.authorizerFails();
        }
        return authorizer.isLambda() ? byFunction(request, target, authorizer) : byToken(request, target, authorizer);
    }

    private Answer byFunction(WireRequest request, Target target, ApiAuthorizer authorizer) {
        Decision resource = policies.byResource(request, target);
        if (resource != null && resource.outcome() == Decision.Outcome.EXPLICIT_DENY) {
            throw policies.refusal(request, target, null, resource);
        }
        String identity = answers.identity(authorizer, new Identity.Invocation(request, target));
        boolean here = AuthorizerAnswers.account(authorizer)
                .equals(target.place().account().id());
        Answer answer = answer(target, authorizer, identity);
        Decision own = policies.byDocument(request, target, policies.document(AuthorizerAnswers.document(answer)));
        if (own.outcome() == Decision.Outcome.EXPLICIT_DENY) {
            throw Refusal.denied(" with an explicit deny");
        }
        boolean granted = resource != null && resource.allowed();
        // A function of another account counts as a caller of another account does: both have to allow.
        boolean oneIsEnough = here || resource == null;
        boolean passes = oneIsEnough ? own.allowed() || granted : own.allowed() && granted;
        if (!passes) {
            throw Refusal.denied("");
        }
        return answer;
    }

    /** The function's answer, fresh or kept; refusals and failures are kept by nobody. */
    private Answer answer(Target target, ApiAuthorizer authorizer, String identity) {
        String key = target.api().id() + "/" + target.stage().name() + "/" + authorizer.id() + "/" + identity;
        boolean keeps = authorizer.ttlSeconds() > 0 && authorizer.identitySource() != null;
        Instant now = clock.instant();
        Kept known = kept.get(key);
        if (keeps && known != null && now.isBefore(known.until())) {
            return known.answer();
        }
        Answer answer = answers.function(authorizer, identity);
        if (keeps) {
            if (kept.size() > MOST_KEPT) {
                kept.clear();
            }
            kept.put(key, new Kept(answer, now.plusSeconds(authorizer.ttlSeconds())));
        }
        return answer;
    }

    /** User pools and issuers: the token first, then the API's policy, which has to allow. */
    private Answer byToken(WireRequest request, Target target, ApiAuthorizer authorizer) {
        Answer answer = answers.token(authorizer, new Identity.Invocation(request, target));
        requireScope(target.method().scopes(), answer.scopes(), authorizer);
        Decision resource = policies.byResource(request, target);
        if (resource != null && !resource.allowed()) {
            throw policies.refusal(request, target, null, resource);
        }
        return answer;
    }

    private static void requireScope(List<String> wanted, @Nullable List<String> had, ApiAuthorizer authorizer) {
        if (wanted.isEmpty()) {
            // Without scopes a user pool's identity token is asked for, not an access token.
            if (had != null && authorizer.type().equals("COGNITO_USER_POOLS")) {
                throw Refusal.unauthorized();
            }
        } else if (had == null || wanted.stream().noneMatch(had::contains)) {
            throw authorizer.type().equals("JWT") ? Refusal.forbidden() : Refusal.unauthorized();
        }
    }
}
