// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.dataplane;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.emulator.access.ParsedPolicies;
import dev.apiaccess.emulator.dataplane.AuthorizerTable.Answer;
import dev.apiaccess.emulator.state.ApiAuthorizer;
import dev.apiaccess.emulator.wire.WireRequest;
import dev.apiaccess.iam.Decision;
import dev.apiaccess.iam.PolicyKind;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Lets authorizers decide, with the API's policy, as API Gateway documents how the two go together. */
final class AuthorizerCheck {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern FUNCTION = Pattern.compile(".*/functions/(arn:[^/]+)/invocations");
    private static final int ACCOUNT = 4;
    private static final int MOST_KEPT = 10_000;
    private final Clock clock;
    private final PolicyCheck policies;
    private final AuthorizerTable table = new AuthorizerTable();
    private final Map<String, Kept> kept = new ConcurrentHashMap<>();

    /** An answer that holds for a while, whatever the function would say meanwhile. */
    private record Kept(Answer answer, Instant until) {}

    AuthorizerCheck(Clock clock, PolicyCheck policies) {
        this.clock = clock;
        this.policies = policies;
    }

    AuthorizerTable table() {
        return table;
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
        String identity =
                Identity.of(request, target, authorizer.identitySource()).orElseThrow(Refusal::unauthorized);
        String validation = authorizer.validation();
        if (authorizer.type().equals("TOKEN")
                && validation != null
                && !Pattern.compile(validation).matcher(identity).matches()) {
            throw Refusal.unauthorized();
        }
        String function = function(authorizer);
        Answer answer = answer(target, authorizer, function, identity);
        Decision own = policies.byDocument(request, target, policies.document(document(answer)));
        if (own.outcome() == Decision.Outcome.EXPLICIT_DENY) {
            throw Refusal.denied(" with an explicit deny");
        }
        boolean granted = resource != null && resource.allowed();
        // A function of another account counts as a caller of another account does: both have to allow.
        boolean here =
                function.split(":", -1)[ACCOUNT].equals(target.place().account().id());
        boolean oneIsEnough = here || resource == null;
        boolean passes = oneIsEnough ? own.allowed() || granted : own.allowed() && granted;
        if (!passes) {
            throw Refusal.denied("");
        }
        return answer;
    }

    private static String function(ApiAuthorizer authorizer) {
        Matcher matcher = FUNCTION.matcher(String.valueOf(authorizer.uri()));
        if (!matcher.matches() || matcher.group(1).split(":", -1).length <= ACCOUNT) {
            throw Refusal.authorizerFails();
        }
        return matcher.group(1);
    }

    /** The function's answer, fresh or kept; refusals and failures are kept by nobody. */
    private Answer answer(Target target, ApiAuthorizer authorizer, String function, String identity) {
        String key = target.api().id() + "/" + target.stage().name() + "/" + authorizer.id() + "/" + identity;
        boolean keeps = authorizer.ttlSeconds() > 0 && authorizer.identitySource() != null;
        Instant now = clock.instant();
        Kept known = kept.get(key);
        if (keeps && known != null && now.isBefore(known.until())) {
            return known.answer();
        }
        if (!table.knows(function)) {
            throw Refusal.authorizerFails();
        }
        Answer answer = table.ask(function, identity).orElseThrow(Refusal::unauthorized);
        String error = answer.error();
        if (error != null) {
            throw error.equals("Unauthorized") ? Refusal.unauthorized() : Refusal.authorizerFails();
        }
        if (keeps) {
            if (kept.size() > MOST_KEPT) {
                kept.clear();
            }
            kept.put(key, new Kept(answer, now.plusSeconds(authorizer.ttlSeconds())));
        }
        return answer;
    }

    /** The document as one that concerns everybody, since whom it is about no policy sees. */
    private static String document(Answer answer) {
        String policy = answer.policy();
        if (policy == null || answer.principalId() == null) {
            throw Refusal.authorizerFails();
        }
        try {
            JsonNode tree = JSON.readTree(policy);
            JsonNode statements = tree.path("Statement");
            for (JsonNode statement : statements.isArray() ? statements : List.of(statements)) {
                if (statement instanceof ObjectNode object) {
                    object.put("Principal", "*");
                }
            }
            String text = tree.toString();
            if (ParsedPolicies.problem(text, PolicyKind.RESOURCE).isEmpty()) {
                return text;
            }
        } catch (JsonProcessingException e) {
            throw Refusal.authorizerFails();
        }
        throw Refusal.authorizerFails();
    }

    /** User pools and issuers: the token first, then the API's policy, which has to allow. */
    private Answer byToken(WireRequest request, Target target, ApiAuthorizer authorizer) {
        String sent = Identity.of(request, target, authorizer.identitySource()).orElseThrow(Refusal::unauthorized);
        String token = sent.startsWith("Bearer ") ? sent.substring("Bearer ".length()) : sent;
        Answer answer = sources(authorizer).stream()
                .flatMap(source -> table.ask(source, token).stream())
                .findFirst()
                .orElseThrow(Refusal::unauthorized);
        if (answer.error() != null) {
            throw Refusal.unauthorized();
        }
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

    private static List<String> sources(ApiAuthorizer authorizer) {
        JsonNode jwt = authorizer.jwt();
        if (jwt == null) {
            return authorizer.providers();
        }
        JsonNode issuers = jwt.has("issuers") ? jwt.path("issuers") : jwt.path("issuer");
        if (!issuers.isArray()) {
            return List.of(issuers.asText(""));
        }
        List<String> out = new ArrayList<>();
        issuers.forEach(node -> out.add(node.asText()));
        return out;
    }
}
