// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.emulator.state.ApiAuthorizer;
import dev.apiaccess.emulator.state.Method;
import dev.apiaccess.emulator.state.Resource;
import dev.apiaccess.emulator.wire.WireResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The methods of a resource and what they are connected to. */
final class MethodOperations {
    private static final Set<String> VERBS = Set.of("ANY", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final Set<String> AUTHORIZATIONS = Set.of("NONE", "AWS_IAM", "CUSTOM", "COGNITO_USER_POOLS", "JWT");
    private static final String METHOD = "/restapis/{api}/resources/{resource}/methods/{verb}";
    private static final String SCOPES = "/authorizationScopes";

    private MethodOperations() {}

    static void register(Router router) {
        router.add("PUT", METHOD, "PutMethod", MethodOperations::put);
        router.add("GET", METHOD, "GetMethod", c -> WireResponse.json(200, GatewayJson.method(method(c))));
        router.add("PATCH", METHOD, "UpdateMethod", MethodOperations::update);
        router.add("DELETE", METHOD, "DeleteMethod", MethodOperations::delete);
        router.add("PUT", METHOD + "/integration", "PutIntegration", MethodOperations::putIntegration);
    }

    private static Method method(GatewayCall call) {
        Method method = ResourceOperations.resource(call).methods().get(call.path("verb"));
        if (method == null) {
            throw GatewayCall.notFound("Invalid Method identifier specified");
        }
        return method;
    }

    private static WireResponse put(GatewayCall call) {
        Resource resource = ResourceOperations.resource(call);
        String verb = call.path("verb");
        if (!VERBS.contains(verb)) {
            throw GatewayCall.bad(
                    "Invalid HttpMethod specified. Valid options are GET,PUT,POST,DELETE,PATCH,OPTIONS,HEAD,ANY");
        }
        if (resource.methods().containsKey(verb)) {
            throw GatewayCall.conflict("Method already exists for this resource");
        }
        List<String> scopes = new ArrayList<>();
        call.body().path("authorizationScopes").forEach(scope -> scopes.add(scope.asText()));
        Method made = checked(
                call,
                new Method(
                        verb,
                        call.need("authorizationType"),
                        call.text("authorizerId"),
                        List.copyOf(scopes),
                        call.body().path("apiKeyRequired").asBoolean(false),
                        call.text("operationName"),
                        null));
        call.state().put(call.api().with(resource.with(made)));
        return WireResponse.json(201, GatewayJson.method(made));
    }

    /** The method as it is kept: an authorizer only where its type asks one, and of that type. */
    private static Method checked(GatewayCall call, Method method) {
        String type = method.authorization();
        if (!AUTHORIZATIONS.contains(type)) {
            throw GatewayCall.bad("Invalid authorization type specified. Must be one of " + AUTHORIZATIONS);
        }
        boolean asks = !type.equals("NONE") && !type.equals("AWS_IAM");
        if (asks) {
            ApiAuthorizer authorizer = call.api().authorizers().get(String.valueOf(method.authorizerId()));
            boolean fits = authorizer != null
                    && (type.equals("CUSTOM")
                            ? authorizer.isLambda()
                            : authorizer.type().equals(type));
            if (!fits) {
                throw GatewayCall.bad("Invalid authorizer ID specified. Setting the authorization type to CUSTOM or"
                        + " COGNITO_USER_POOLS requires a valid authorizer.");
            }
        }
        return new Method(
                method.verb(),
                type,
                asks ? method.authorizerId() : null,
                asks ? method.scopes() : List.of(),
                method.keyRequired(),
                method.operationName(),
                method.integration());
    }

    private static WireResponse update(GatewayCall call) {
        Method old = method(call);
        String authorization = old.authorization();
        @Nullable String authorizerId = old.authorizerId();
        List<String> scopes = new ArrayList<>(old.scopes());
        boolean keyRequired = old.keyRequired();
        @Nullable String operationName = old.operationName();
        for (Patch patch : call.patches()) {
            if (!patch.path().equals(SCOPES)) {
                patch.only("replace");
            }
            switch (patch.path()) {
                case "/authorizationType" -> authorization = patch.text();
                case "/authorizerId" -> authorizerId = patch.text();
                case SCOPES -> change(scopes, patch);
                case "/apiKeyRequired" -> keyRequired = Boolean.parseBoolean(patch.text());
                case "/operationName" -> operationName = patch.text();
                default -> throw GatewayCall.bad("Invalid patch path " + patch.path());
            }
        }
        Method changed = checked(
                call,
                new Method(
                        old.verb(),
                        authorization,
                        authorizerId,
                        List.copyOf(scopes),
                        keyRequired,
                        operationName,
                        old.integration()));
        call.state().put(call.api().with(ResourceOperations.resource(call).with(changed)));
        return WireResponse.json(200, GatewayJson.method(changed));
    }

    private static void change(List<String> scopes, Patch patch) {
        switch (patch.op()) {
            case "add" -> {
                if (!scopes.contains(patch.text())) {
                    scopes.add(patch.text());
                }
            }
            case "remove" -> scopes.remove(patch.text());
            case "replace" -> {
                scopes.clear();
                scopes.addAll(List.of(patch.text().split(",", -1)));
            }
            default -> throw GatewayCall.bad("Invalid patch operation specified. Must be 'add'|'remove'|'replace'");
        }
    }

    private static WireResponse delete(GatewayCall call) {
        Method method = method(call);
        call.state().put(call.api().with(ResourceOperations.resource(call).without(method.verb())));
        return WireResponse.empty(204);
    }

    private static WireResponse putIntegration(GatewayCall call) {
        Method old = method(call);
        JsonNode sent = call.body();
        ObjectNode integration = GatewayJson.object();
        integration.put("type", call.need("type"));
        for (String field : new String[] {"httpMethod", "uri", "passthroughBehavior", "requestTemplates"}) {
            if (sent.hasNonNull(field)) {
                integration.set(field, sent.get(field));
            }
        }
        integration.put("timeoutInMillis", 29000).put("cacheNamespace", call.path("resource"));
        call.state().put(call.api().with(ResourceOperations.resource(call).with(old.withIntegration(integration))));
        return WireResponse.json(201, integration);
    }
}
