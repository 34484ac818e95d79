// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.apiaccess.emulator.state.ApiAuthorizer;
import dev.apiaccess.emulator.state.Ids;
import dev.apiaccess.emulator.state.Resource;
import dev.apiaccess.emulator.state.RestApi;
import dev.apiaccess.emulator.wire.WireResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Authorizers of an API. */
final class AuthorizerOperations {
    private static final String ALL = "/restapis/{api}/authorizers";
    static final String ONE = ALL + "/{authorizer}";
    private static final int MOST = 10;

    private AuthorizerOperations() {}

    static void register(Router router) {
        router.add("POST", ALL, "CreateAuthorizer", AuthorizerOperations::create);
        router.add("GET", ALL, "GetAuthorizers", AuthorizerOperations::list);
        router.add("GET", ONE, "GetAuthorizer", c -> WireResponse.json(200, GatewayJson.authorizer(named(c))));
        router.add("PATCH", ONE, "UpdateAuthorizer", AuthorizerOperations::update);
        router.add("DELETE", ONE, "DeleteAuthorizer", AuthorizerOperations::delete);
    }

    /** The authorizer a call names. */
    static ApiAuthorizer named(GatewayCall call) {
        ApiAuthorizer authorizer = call.api().authorizers().get(call.path("authorizer"));
        if (authorizer == null) {
            throw GatewayCall.notFound("Invalid Authorizer identifier specified");
        }
        return authorizer;
    }

    private static WireResponse create(GatewayCall call) {
        if (!call.state().apis().containsKey(call.path("api"))) {
            // Odd, but so AWS answers; recorded.
            throw GatewayCall.conflict(
                    "Unable to complete operation due to concurrent modification. Please try again later.");
        }
        RestApi api = call.api();
        List<String> providers = new ArrayList<>();
        call.body().path("providerARNs").forEach(node -> providers.add(node.asText()));
        ApiAuthorizer made = AuthorizerPatch.checked(new ApiAuthorizer(
                Ids.shortGateway(),
                call.need("name"),
                call.need("type"),
                call.text("authorizerUri"),
                call.text("authorizerCredentials"),
                List.copyOf(providers),
                call.text("authType"),
                call.text("identitySource"),
                call.text("identityValidationExpression"),
                call.body().path("authorizerResultTtlInSeconds").asInt(ApiAuthorizer.DEFAULT_TTL),
                jwt(call)));
        if (api.authorizers().values().stream().anyMatch(a -> a.name().equals(made.name()))) {
            throw GatewayCall.bad(
                    "Authorizer name must be unique. Authorizer " + made.name() + " already exists in this RestApi.");
        }
        if (api.authorizers().size() >= MOST) {
            throw GatewayCall.limit("Maximum number of Authorizers for this API has been reached");
        }
        passCredentials(call, null, made);
        put(call, api, made);
        return WireResponse.json(201, GatewayJson.authorizer(made));
    }

    private static void passCredentials(GatewayCall call, @Nullable String before, ApiAuthorizer authorizer) {
        String role = authorizer.credentials();
        if (role != null && !role.equals(before)) {
            call.passRole(role);
        }
    }

    private static @Nullable JsonNode jwt(GatewayCall call) {
        return call.body().hasNonNull("jwtConfiguration") ? call.body().get("jwtConfiguration") : null;
    }

    private static void put(GatewayCall call, RestApi api, ApiAuthorizer authorizer) {
        Map<String, ApiAuthorizer> more = new LinkedHashMap<>(api.authorizers());
        more.put(authorizer.id(), authorizer);
        call.state().put(api.withAuthorizers(more));
    }

    private static WireResponse list(GatewayCall call) {
        return Listing.page(
                call.query(), call.api().authorizers().values(), ApiAuthorizer::id, GatewayJson::authorizer);
    }

    private static WireResponse update(GatewayCall call) {
        ApiAuthorizer old = named(call);
        ApiAuthorizer changed = AuthorizerPatch.checked(AuthorizerPatch.apply(old, call.patches()));
        passCredentials(call, old.credentials(), changed);
        put(call, call.api(), changed);
        return WireResponse.json(200, GatewayJson.authorizer(changed));
    }

    private static WireResponse delete(GatewayCall call) {
        ApiAuthorizer authorizer = named(call);
        RestApi api = call.api();
        for (Resource resource : api.resources().values()) {
            resource.methods().values().stream()
                    .filter(m -> authorizer.id().equals(m.authorizerId()))
                    .findFirst()
                    .ifPresent(method -> {
                        throw GatewayCall.conflict("Cannot delete authorizer '" + authorizer.id()
                                + "', is referenced in method '" + method.verb() + " " + resource.path() + "'");
                    });
        }
        Map<String, ApiAuthorizer> rest = new LinkedHashMap<>(api.authorizers());
        rest.remove(authorizer.id());
        call.state().put(api.withAuthorizers(rest));
        return WireResponse.empty(202);
    }
}
