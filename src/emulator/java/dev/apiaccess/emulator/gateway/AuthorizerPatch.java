// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.apiaccess.emulator.state.ApiAuthorizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** UpdateAuthorizer's patch grammar, and what an authorizer has to have. */
final class AuthorizerPatch {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ALLOWED = "/name, /authorizerUri, /authorizerCredentials, /authType, /identitySource,"
            + " /identityValidationExpression, /authorizerResultTtlInSeconds, /providerARNs, /jwtConfiguration";
    private static final Set<String> TYPES = Set.of("TOKEN", "REQUEST", "COGNITO_USER_POOLS", "JWT");
    private static final Pattern SOURCES =
            Pattern.compile("(method\\.request\\.(header|querystring)|stageVariables|context)\\.[\\w.-]+(\\s*,\\s*"
                    + "(method\\.request\\.(header|querystring)|stageVariables|context)\\.[\\w.-]+)*");
    private static final int LONGEST_TTL = 3600;

    private AuthorizerPatch() {}

    static ApiAuthorizer apply(ApiAuthorizer old, List<Patch> patches) {
        String name = old.name();
        @Nullable String uri = old.uri();
        @Nullable String credentials = old.credentials();
        List<String> providers = new ArrayList<>(old.providers());
        @Nullable String authType = old.authType();
        @Nullable String source = old.identitySource();
        @Nullable String validation = old.validation();
        int ttl = old.ttlSeconds();
        @Nullable JsonNode jwt = old.jwt();
        for (Patch patch : patches) {
            if (!patch.op().equals("replace") && !patch.path().equals("/providerARNs")) {
                throw patch.invalid(ALLOWED + " for op 'replace'");
            }
            switch (patch.path()) {
                case "/name" -> name = patch.text();
                case "/authorizerUri" -> uri = patch.text();
                case "/authorizerCredentials" -> credentials = orNull(patch.text());
                case "/authType" -> authType = orNull(patch.text());
                case "/identitySource" -> source = orNull(patch.text());
                case "/identityValidationExpression" -> validation = orNull(patch.text());
                case "/authorizerResultTtlInSeconds" -> ttl = patch.whole();
                case "/providerARNs" -> providers(providers, patch);
                case "/jwtConfiguration" -> jwt = tree(patch);
                default -> throw patch.invalid(ALLOWED);
            }
        }
        return new ApiAuthorizer(
                old.id(),
                name,
                old.type(),
                uri,
                credentials,
                List.copyOf(providers),
                authType,
                source,
                validation,
                ttl,
                jwt);
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static void providers(List<String> providers, Patch patch) {
        switch (patch.op()) {
            case "add" -> providers.add(patch.text());
            case "remove" -> providers.remove(patch.text());
            default -> {
                providers.clear();
                providers.addAll(List.of(patch.text().split(",", -1)));
            }
        }
    }

    private static JsonNode tree(Patch patch) {
        try {
            return JSON.readTree(patch.text());
        } catch (JsonProcessingException e) {
            throw GatewayCall.bad("Invalid value specified for " + patch.path() + ". Must be an object");
        }
    }

    /** The authorizer itself, or a refusal. */
    static ApiAuthorizer checked(ApiAuthorizer authorizer) {
        if (authorizer.name().isBlank()) {
            throw GatewayCall.bad("Invalid name specified. Must not be empty");
        }
        if (!TYPES.contains(authorizer.type())) {
            throw GatewayCall.bad("Invalid authorizer type specified. Must be one of " + TYPES);
        }
        if (authorizer.isLambda()) {
            checkLambda(authorizer);
        } else if (authorizer.type().equals("COGNITO_USER_POOLS")
                && authorizer.providers().isEmpty()) {
            throw GatewayCall.bad("Invalid provider ARNs specified. COGNITO_USER_POOLS needs at least one user pool");
        }
        if (authorizer.type().equals("JWT") && authorizer.jwt() == null) {
            throw GatewayCall.bad("Invalid jwtConfiguration specified. JWT needs issuers");
        }
        String source = authorizer.identitySource();
        if (source == null && needsSource(authorizer)) {
            throw GatewayCall.bad("Identity source is required for this type of authorizer");
        }
        if (source != null && !SOURCES.matcher(source).matches()) {
            throw GatewayCall.bad("Invalid identity source specified: " + source);
        }
        if (authorizer.ttlSeconds() < 0 || authorizer.ttlSeconds() > LONGEST_TTL) {
            throw GatewayCall.bad("Authorizer result ttl must be between 0 and " + LONGEST_TTL + " seconds");
        }
        return authorizer;
    }

    private static boolean needsSource(ApiAuthorizer authorizer) {
        return !authorizer.type().equals("REQUEST") || authorizer.ttlSeconds() > 0;
    }

    private static void checkLambda(ApiAuthorizer authorizer) {
        String uri = authorizer.uri();
        if (uri == null || !uri.matches("arn:[^:]+:apigateway:[^:]+:lambda:path/.+/invocations")) {
            throw GatewayCall.bad(
                    "Invalid Authorizer URI: " + uri
                            + ". Authorizer URI should be a valid API Gateway ARN that represents a Lambda function invocation.");
        }
        String validation = authorizer.validation();
        if (validation != null) {
            try {
                Pattern.compile(validation);
            } catch (PatternSyntaxException e) {
                throw GatewayCall.bad("Invalid identity validation expression specified: " + validation);
            }
        }
    }
}
