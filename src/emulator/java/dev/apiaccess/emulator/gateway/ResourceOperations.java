// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.emulator.state.Ids;
import dev.apiaccess.emulator.state.Method;
import dev.apiaccess.emulator.state.Resource;
import dev.apiaccess.emulator.state.RestApi;
import dev.apiaccess.emulator.wire.WireResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The path tree of an API and its methods. */
final class ResourceOperations {
    private static final Pattern PART = Pattern.compile("\\{[\\w.:-]+\\+?}|[\\w.~:@!$&'()+,;=%-]+");
    private static final Set<String> VERBS = Set.of("ANY", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final Set<String> AUTHORIZATIONS = Set.of("NONE", "AWS_IAM", "CUSTOM", "COGNITO_USER_POOLS");
    private static final String METHOD = "/restapis/{api}/resources/{resource}/methods/{verb}";

    private ResourceOperations() {}

    static void register(Router router) {
        router.add("GET", "/restapis/{api}/resources", "GetResources", ResourceOperations::list);
        router.add("GET", "/restapis/{api}/resources/{resource}", "GetResource", ResourceOperations::get);
        router.add("POST", "/restapis/{api}/resources/{resource}", "CreateResource", ResourceOperations::create);
        router.add("DELETE", "/restapis/{api}/resources/{resource}", "DeleteResource", ResourceOperations::delete);
        router.add("PUT", METHOD, "PutMethod", ResourceOperations::putMethod);
        router.add("GET", METHOD, "GetMethod", c -> WireResponse.json(200, GatewayJson.method(method(c))));
        router.add("PATCH", METHOD, "UpdateMethod", ResourceOperations::updateMethod);
        router.add("DELETE", METHOD, "DeleteMethod", ResourceOperations::deleteMethod);
        router.add("PUT", METHOD + "/integration", "PutIntegration", ResourceOperations::putIntegration);
    }

    private static Resource resource(GatewayCall call) {
        Resource resource = call.api().resources().get(call.path("resource"));
        if (resource == null) {
            throw GatewayCall.notFound("Invalid Resource identifier specified");
        }
        return resource;
    }

    private static Method method(GatewayCall call) {
        Method method = resource(call).methods().get(call.path("verb"));
        if (method == null) {
            throw GatewayCall.notFound("Invalid Method identifier specified");
        }
        return method;
    }

    private static boolean embedsMethods(GatewayCall call) {
        return call.query().all("embed").contains("methods");
    }

    private static WireResponse list(GatewayCall call) {
        boolean methods = embedsMethods(call);
        return Listing.page(
                call.query(), call.api().resources().values(), Resource::path, r -> GatewayJson.resource(r, methods));
    }

    private static WireResponse get(GatewayCall call) {
        return WireResponse.json(200, GatewayJson.resource(resource(call), embedsMethods(call)));
    }

    private static WireResponse create(GatewayCall call) {
        Resource parent = resource(call);
        String part = call.need("pathPart");
        if (!PART.matcher(part).matches()) {
            throw GatewayCall.bad(
                    "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly"
                            + " braces at the beginning and the end.");
        }
        String path = (parent.path().equals("/") ? "" : parent.path()) + "/" + part;
        RestApi api = call.api();
        if (api.resources().values().stream().anyMatch(r -> r.path().equals(path))) {
            throw GatewayCall.conflict("Another resource with the same parent already has this name: " + part);
        }
        Resource made = new Resource(Ids.shortGateway(), parent.id(), part, path, Map.of());
        call.state().put(api.with(made));
        return WireResponse.json(201, GatewayJson.resource(made, false));
    }

    private static WireResponse delete(GatewayCall call) {
        Resource resource = resource(call);
        if (resource.parentId() == null) {
            throw GatewayCall.bad("Root resource cannot be deleted");
        }
        RestApi api = call.api();
        Map<String, Resource> rest = new LinkedHashMap<>(api.resources());
        rest.values().removeIf(r -> r.id().equals(resource.id()) || r.path().startsWith(resource.path() + "/"));
        call.state().put(api.withResources(rest));
        return WireResponse.empty(202);
    }

    private static WireResponse putMethod(GatewayCall call) {
        Resource resource = resource(call);
        String verb = call.path("verb");
        if (!VERBS.contains(verb)) {
            throw GatewayCall.bad("Invalid HTTP method specified. Must be one of " + VERBS);
        }
        if (resource.methods().containsKey(verb)) {
            throw GatewayCall.conflict("Method already exists for this resource");
        }
        Method made = new Method(
                verb,
                authorization(call.need("authorizationType"), call.text("authorizerId")),
                call.body().path("apiKeyRequired").asBoolean(false),
                call.text("operationName"),
                null);
        call.state().put(call.api().with(resource.with(made)));
        return WireResponse.json(201, GatewayJson.method(made));
    }

    private static String authorization(String type, @Nullable String authorizer) {
        if (!AUTHORIZATIONS.contains(type)) {
            throw GatewayCall.bad("Invalid authorization type specified. Must be one of " + AUTHORIZATIONS);
        }
        if ((type.equals("CUSTOM") || type.equals("COGNITO_USER_POOLS")) && authorizer == null) {
            throw GatewayCall.bad("Invalid authorizer ID specified. Setting the authorization type to CUSTOM or"
                    + " COGNITO_USER_POOLS requires a valid authorizer.");
        }
        return type;
    }

    private static WireResponse updateMethod(GatewayCall call) {
        Method old = method(call);
        String authorization = old.authorization();
        boolean keyRequired = old.keyRequired();
        @Nullable String operationName = old.operationName();
        for (Patch patch : call.patches()) {
            if (!patch.op().equals("replace")) {
                throw patch.invalid("/authorizationType, /apiKeyRequired, /operationName for op 'replace'");
            }
            switch (patch.path()) {
                case "/authorizationType" -> authorization = authorization(patch.text(), null);
                case "/apiKeyRequired" -> keyRequired = Boolean.parseBoolean(patch.text());
                case "/operationName" -> operationName = patch.text();
                default -> throw patch.invalid("/authorizationType, /apiKeyRequired, /operationName");
            }
        }
        Method changed = new Method(old.verb(), authorization, keyRequired, operationName, old.integration());
        call.state().put(call.api().with(resource(call).with(changed)));
        return WireResponse.json(200, GatewayJson.method(changed));
    }

    private static WireResponse deleteMethod(GatewayCall call) {
        Method method = method(call);
        call.state().put(call.api().with(resource(call).without(method.verb())));
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
        Method changed =
                new Method(old.verb(), old.authorization(), old.keyRequired(), old.operationName(), integration);
        call.state().put(call.api().with(resource(call).with(changed)));
        return WireResponse.json(201, integration);
    }
}
