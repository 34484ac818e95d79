// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.dataplane;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.emulator.access.ParsedPolicies;
import dev.apiaccess.emulator.state.ApiAuthorizer;
import dev.apiaccess.emulator.state.AuthorizerTable;
import dev.apiaccess.emulator.state.AuthorizerTable.Answer;
import dev.apiaccess.emulator.wire.AwsError;
import dev.apiaccess.iam.PolicyKind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What functions, user pools and issuers say of who calls; the same for callers and for somebody who tries an authorizer. */
public final class AuthorizerAnswers {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern FUNCTION = Pattern.compile(".*/functions/(arn:[^/]+)/invocations");
    private static final int ACCOUNT = 4;
    private final AuthorizerTable table;

    /** Over what the table says. */
    public AuthorizerAnswers(AuthorizerTable table) {
        this.table = table;
    }

    /** What an authorizer may look at; each is null where there is none of that name. */
    public interface Asked {
        /** The first header of a name. */
        @Nullable
        String header(String name);

        /** The first parameter of the query string. */
        @Nullable
        String query(String name);

        /** A variable of the stage. */
        @Nullable
        String variable(String name);

        /** A field of {@code $context}. */
        @Nullable
        String context(String name);
    }

    /**
     * Who asks, as the authorizer's sources say.
     *
     * @throws AwsError 401 when one is missing or has not the shape that is wanted
     */
    public String identity(ApiAuthorizer authorizer, Asked asked) {
        String identity = Identity.of(asked, authorizer.identitySource()).orElseThrow(Refusal::unauthorized);
        String validation = authorizer.validation();
        if (authorizer.type().equals("TOKEN")
                && validation != null
                && !Pattern.compile(validation).matcher(identity).matches()) {
            throw Refusal.unauthorized();
        }
        return identity;
    }

    /**
     * What the function behind an authorizer answers.
     *
     * @throws AwsError 401 when it refuses, 500 when there is none or it fails
     */
    public Answer function(ApiAuthorizer authorizer, String identity) {
        String function = functionArn(authorizer);
        if (!table.knows(function)) {
            throw Refusal.authorizerFails();
        }
        Answer answer = table.ask(function, identity).orElseThrow(Refusal::unauthorized);
        String error = answer.error();
        if (error != null) {
            throw error.equals("Unauthorized") ? Refusal.unauthorized() : Refusal.authorizerFails();
        }
        return answer;
    }

    /** The account whose function decides. */
    static String account(ApiAuthorizer authorizer) {
        return functionArn(authorizer).split(":", -1)[ACCOUNT];
    }

    private static String functionArn(ApiAuthorizer authorizer) {
        Matcher matcher = FUNCTION.matcher(String.valueOf(authorizer.uri()));
        if (!matcher.matches() || matcher.group(1).split(":", -1).length <= ACCOUNT) {
            throw Refusal.authorizerFails();
        }
        return matcher.group(1);
    }

    /**
     * A function's policy as one that concerns everybody, since whom it is about no policy sees.
     *
     * @throws AwsError 500 when there is none, or it makes no sense
     */
    public static String document(Answer answer) {
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

    /**
     * What a user pool or issuer says of the token that was sent.
     *
     * @throws AwsError 401 for one that none of them knows
     */
    public Answer token(ApiAuthorizer authorizer, Asked asked) {
        String sent = Identity.of(asked, authorizer.identitySource()).orElseThrow(Refusal::unauthorized);
        String token = sent.startsWith("Bearer ") ? sent.substring("Bearer ".length()) : sent;
        Answer answer = sources(authorizer).stream()
                .flatMap(source -> table.ask(source, token).stream())
                .findFirst()
                .orElseThrow(Refusal::unauthorized);
        if (answer.error() != null) {
            throw Refusal.unauthorized();
        }
        return answer;
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
