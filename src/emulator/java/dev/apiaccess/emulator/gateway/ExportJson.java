// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.emulator.state.ApiAuthorizer;
import dev.apiaccess.emulator.state.Deployment;
import dev.apiaccess.emulator.state.Method;
import dev.apiaccess.emulator.state.RestApi;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** OpenAPI 3 or Swagger 2 of a deployment: its methods with what they ask of callers, and with AWS's extensions where they are wanted. */
final class ExportJson {
    static final String OPENAPI = "oas30";
    static final String SWAGGER = "swagger";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SIGNED = "sigv4";
    private static final String KEYED = "api_key";
    private static final String AUTHTYPE = "x-amazon-apigateway-authtype";
    private final boolean openapi;
    private final boolean extended;
    private final boolean withIntegrations;
    private final boolean withAuthorizers;
    private final String region;

    ExportJson(String type, Set<String> extensions, String region) {
        openapi = type.equals(OPENAPI);
        extended = extensions.contains("apigateway");
        withIntegrations = extended || extensions.contains("integrations");
        withAuthorizers = extended || extensions.contains("authorizers");
        this.region = region;
    }

    ObjectNode document(RestApi api, String stage, Deployment deployment) {
        ObjectNode out = GatewayJson.object();
        out.put(openapi ? "openapi" : "swagger", openapi ? "3.0.1" : "2.0");
        ObjectNode info = out.putObject("info").put("title", api.name());
        GatewayJson.optional(info, "description", api.description());
        info.put("version", deployment.created().truncatedTo(ChronoUnit.SECONDS).toString());
        address(out, api.id(), stage, deployment);
        ObjectNode paths = out.putObject("paths");
        Map<String, ObjectNode> schemes = new TreeMap<>();
        new TreeMap<>(deployment.methods()).forEach((path, methods) -> {
            ObjectNode node = paths.putObject(path);
            new TreeMap<>(methods)
                    .forEach((verb, method) -> node.set(verb(verb), method(path, method, deployment, schemes)));
        });
        if (openapi) {
            out.putObject("components").set("securitySchemes", JSON.valueToTree(schemes));
        } else if (!schemes.isEmpty()) {
            out.set("securityDefinitions", JSON.valueToTree(schemes));
        }
        String policy = deployment.policy();
        if (extended && policy != null) {
            out.set("x-amazon-apigateway-policy", tree(policy));
        }
        return out;
    }

    private void address(ObjectNode out, String api, String stage, Deployment deployment) {
        String host = api + ".execute-api." + region + ".amazonaws.com";
        ObjectNode server = out;
        if (openapi) {
            server = out.putArray("servers").addObject().put("url", "https://" + host + "/{basePath}");
            server.putObject("variables").putObject("basePath").put("default", stage);
        } else {
            out.put("host", host).put("basePath", "/" + stage);
            out.putArray("schemes").add("https");
        }
        ObjectNode endpoint = GatewayJson.object();
        if (deployment.endpoint().disabled()) {
            endpoint.put("disableExecuteApiEndpoint", true);
        }
        List<String> endpoints = deployment.endpoint().vpcEndpointIds();
        if (!endpoints.isEmpty()) {
            endpoints.forEach(endpoint.putArray("vpcEndpointIds")::add);
        }
        if (extended && !endpoint.isEmpty()) {
            server.set("x-amazon-apigateway-endpoint-configuration", endpoint);
        }
    }

    private static String verb(String verb) {
        return verb.equals("ANY") ? "x-amazon-apigateway-any-method" : verb.toLowerCase(Locale.ROOT);
    }

    private ObjectNode method(String path, Method method, Deployment deployment, Map<String, ObjectNode> schemes) {
        ObjectNode out = GatewayJson.object();
        GatewayJson.optional(out, "operationId", method.operationName());
        parameters(out, path);
        ObjectNode responses = out.putObject("responses");
        if (openapi) {
            responses.putObject("200").put("description", "200 response").putObject("content");
        } else {
            responses.putObject("200").put("description", "200 response");
        }
        ArrayNode security = GatewayJson.object().arrayNode();
        switch (method.authorization()) {
            case "NONE" -> {}
            case "AWS_IAM" -> {
                security.addObject().putArray(SIGNED);
                schemes.put(SIGNED, header("Authorization").put(AUTHTYPE, "awsSigv4"));
            }
            default -> {
                ApiAuthorizer authorizer = deployment.authorizers().get(String.valueOf(method.authorizerId()));
                if (authorizer != null) {
                    ArrayNode scopes = security.addObject().putArray(authorizer.name());
                    method.scopes().forEach(scopes::add);
                    schemes.put(authorizer.name(), scheme(authorizer));
                }
            }
        }
        if (method.keyRequired()) {
            security.addObject().putArray(KEYED);
            schemes.put(KEYED, header("x-api-key"));
        }
        if (!security.isEmpty()) {
            out.set("security", security);
        }
        if (withIntegrations && method.integration() != null) {
            out.set("x-amazon-apigateway-integration", integration(method));
        }
        return out;
    }

    private void parameters(ObjectNode out, String path) {
        List<String> names = List.of(path.split("/", -1)).stream()
                .filter(part -> part.startsWith("{"))
                .map(part -> part.replaceAll("[{}+]", ""))
                .toList();
        if (names.isEmpty()) {
            return;
        }
        ArrayNode parameters = out.putArray("parameters");
        for (String name : names) {
            ObjectNode parameter = parameters.addObject().put("name", name).put("in", "path");
            parameter.put("required", true);
            if (openapi) {
                parameter.putObject("schema").put("type", "string");
            } else {
                parameter.put("type", "string");
            }
        }
    }

    private static ObjectNode integration(Method method) {
        ObjectNode out = GatewayJson.object();
        if (method.integration() instanceof ObjectNode kept) {
            out.setAll(kept);
            // Here the type is written small, alone among the answers.
            out.put("type", kept.path("type").asText("").toLowerCase(Locale.ROOT));
        }
        return out;
    }

    private static ObjectNode header(String name) {
        return GatewayJson.object().put("type", "apiKey").put("name", name).put("in", "header");
    }

    private ObjectNode scheme(ApiAuthorizer authorizer) {
        ObjectNode out = header(identity(authorizer.identitySource()));
        out.put(AUTHTYPE, GatewayJson.authType(authorizer));
        if (!withAuthorizers) {
            return out;
        }
        ObjectNode extension = out.putObject("x-amazon-apigateway-authorizer");
        extension.put("type", authorizer.type().toLowerCase(Locale.ROOT));
        GatewayJson.optional(extension, "authorizerUri", authorizer.uri());
        GatewayJson.optional(extension, "authorizerCredentials", authorizer.credentials());
        if (!authorizer.providers().isEmpty()) {
            authorizer.providers().forEach(extension.putArray("providerARNs")::add);
        }
        if (authorizer.type().equals("REQUEST")) {
            GatewayJson.optional(extension, "identitySource", authorizer.identitySource());
        }
        GatewayJson.optional(extension, "identityValidationExpression", authorizer.validation());
        if (authorizer.isLambda()) {
            extension.put("authorizerResultTtlInSeconds", authorizer.ttlSeconds());
        }
        if (authorizer.jwt() != null) {
            extension.set("jwtConfiguration", authorizer.jwt());
        }
        return out;
    }

    /** The header of a source such as {@code method.request.header.Authorization}. */
    private static String identity(@Nullable String source) {
        String header = "method.request.header.";
        return source != null && source.startsWith(header) && !source.contains(",")
                ? source.substring(header.length())
                : "Unused";
    }

    private static JsonNode tree(String policy) {
        try {
            return JSON.readTree(policy);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a policy was kept that is not JSON", e);
        }
    }
}
