// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.apiaccess.model.Authorizer;
import dev.apiaccess.model.DeployedAuthorizer;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.Operation;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.port.GatewayPort;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Exports of stages as API Gateway writes them: OpenAPI 3 with its extensions. What has an unknown shape is left out: nobody read it then,
 * which is never taken for the same as before.
 */
final class Exports {

    /** The extensions that are asked for: the policy is one of the first, authorizers have one of their own. */
    static final String EXTENSIONS = "apigateway,authorizers";

    private static final JsonMapper JSON = new JsonMapper();

    private static final String POLICY = "x-amazon-apigateway-policy";
    private static final String AUTHORIZER = "x-amazon-apigateway-authorizer";
    private static final String ANY = "x-amazon-apigateway-any-method";
    private static final Set<String> VERBS = Set.of("get", "put", "post", "delete", "patch", "options", "head");
    private static final Set<String> TYPES = Set.of(Authorizer.TOKEN, Authorizer.REQUEST, Authorizer.POOLS);

    private Exports() {}

    /** @throws AwsFailure where the export is none */
    static GatewayPort.Export read(byte[] export) {
        try {
            var document = JSON.readTree(export);
            return new GatewayPort.Export(policy(document), authorizers(document));
        } catch (IOException e) {
            throw new AwsFailure(
                    AwsFailure.Kind.UNAVAILABLE, Operation.GET_EXPORT, "NoExport", "the export is no JSON", null, e);
        }
    }

    private static Optional<String> policy(JsonNode document) {
        var policy = document.path(POLICY);
        return policy.isMissingNode() || policy.isNull() ? Optional.empty() : Optional.of(policy.toString());
    }

    private static Map<MethodKey, DeployedAuthorizer> authorizers(JsonNode document) {
        var schemes = schemes(document);
        var methods = new HashMap<MethodKey, DeployedAuthorizer>();
        for (var path : document.path("paths").properties()) {
            for (var operation : path.getValue().properties()) {
                var verb = verb(operation.getKey());
                var security = operation.getValue().path("security");
                if (verb.isPresent()) {
                    authorizer(security, schemes)
                            .ifPresent(one -> methods.put(new MethodKey(path.getKey(), verb.get()), one));
                }
            }
        }
        return methods;
    }

    private static Optional<String> verb(String field) {
        return field.equals(ANY)
                ? Optional.of("ANY")
                : VERBS.contains(field) ? Optional.of(field.toUpperCase(Locale.ROOT)) : Optional.empty();
    }

    /** The one authorizer of a method; signatures and keys are schemes too, and have none. */
    private static Optional<DeployedAuthorizer> authorizer(
            JsonNode security, Map<String, Optional<Authorizer>> schemes) {
        DeployedAuthorizer found = null;
        for (var alternative : security) {
            for (var scheme : alternative.properties()) {
                var authorizer = schemes.get(scheme.getKey());
                if (authorizer == null) {
                    continue;
                }
                var scopes = texts(scheme.getValue());
                if (found != null || authorizer.isEmpty() || scopes.isEmpty()) {
                    return Optional.empty();
                }
                found = new DeployedAuthorizer(authorizer.get(), scopes.get());
            }
        }
        return Optional.ofNullable(found);
    }

    /** Authorizers by the names of their schemes; empty for one of an unknown shape. */
    private static Map<String, Optional<Authorizer>> schemes(JsonNode document) {
        var schemes = new HashMap<String, Optional<Authorizer>>();
        for (var scheme : document.path("components").path("securitySchemes").properties()) {
            if (scheme.getValue().has(AUTHORIZER)) {
                schemes.put(scheme.getKey(), definition(scheme.getKey(), scheme.getValue()));
            }
        }
        return schemes;
    }

    private static Optional<Authorizer> definition(String name, JsonNode scheme) {
        var extension = scheme.path(AUTHORIZER);
        var type = extension.path("type").asText("").toUpperCase(Locale.ROOT);
        var uri = text(extension, "authorizerUri");
        var ttl = extension.path("authorizerResultTtlInSeconds");
        var providers = texts(extension.path("providerARNs"));
        var isOfPools = type.equals(Authorizer.POOLS);
        if (!TYPES.contains(type)
                || providers.isEmpty()
                || isOfPools == providers.get().isEmpty()
                || isOfPools != (uri == null)
                || !(ttl.isMissingNode() || ttl.canConvertToInt())
                || extension.has("jwtConfiguration")) {
            return Optional.empty();
        }
        return Optional.of(AuthorizerMapping.definition(
                name,
                type,
                uri,
                text(extension, "authorizerCredentials"),
                sources(type, scheme, text(extension, "identitySource")),
                ttl.isMissingNode() ? null : ttl.intValue(),
                providers.get(),
                text(extension, "identityValidationExpression")));
    }

    /** Those that read one header say so in the scheme alone. */
    private static SortedSet<String> sources(String type, JsonNode scheme, @Nullable String written) {
        var header = scheme.path("name").asText("");
        return written == null
                        && !type.equals(Authorizer.REQUEST)
                        && scheme.path("in").asText("").equals("header")
                        && !header.isEmpty()
                ? new TreeSet<>(Set.of("method.request.header." + header))
                : AuthorizerMapping.sources(written);
    }

    private static @Nullable String text(JsonNode node, String field) {
        var text = node.path(field).asText("");
        return text.isEmpty() ? null : text;
    }

    /** A list of texts; empty where it is another thing, and an empty list where it is absent. */
    private static Optional<SortedSet<String>> texts(JsonNode node) {
        var texts = new TreeSet<String>();
        if (node.isMissingNode()) {
            return Optional.of(texts);
        }
        if (!node.isArray()) {
            return Optional.empty();
        }
        for (var one : node) {
            if (!one.isTextual()) {
                return Optional.empty();
            }
            texts.add(one.asText());
        }
        return Optional.of(texts);
    }
}
