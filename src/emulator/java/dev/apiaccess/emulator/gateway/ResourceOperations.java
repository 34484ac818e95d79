// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.gateway;

import dev.apiaccess.emulator.state.Ids;
import dev.apiaccess.emulator.state.Resource;
import dev.apiaccess.emulator.state.RestApi;
import dev.apiaccess.emulator.wire.WireResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The path tree of an API. */
final class ResourceOperations {
    private static final Pattern PART = Pattern.compile("\\{[\\w.:-]+\\+?}|[\\w.~:@!$&'()+,;=%-]+");

    private ResourceOperations() {}

    static void register(Router router) {
        router.add("GET", "/restapis/{api}/resources", "GetResources", ResourceOperations::list);
        router.add("GET", "/restapis/{api}/resources/{resource}", "GetResource", ResourceOperations::get);
        router.add("POST", "/restapis/{api}/resources/{resource}", "CreateResource", ResourceOperations::create);
        router.add("DELETE", "/restapis/{api}/resources/{resource}", "DeleteResource", ResourceOperations::delete);
    }

    /** The resource a call names; of an API that is not there AWS says the same. */
    static Resource resource(GatewayCall call) {
        RestApi api = call.state().apis().get(call.path("api"));
        Resource resource = api == null ? null : api.resources().get(call.path("resource"));
        if (resource == null) {
            throw GatewayCall.notFound("Invalid Resource identifier specified");
        }
        return resource;
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
}
