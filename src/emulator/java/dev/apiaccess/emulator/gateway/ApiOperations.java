// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.gateway;

import dev.apiaccess.emulator.state.Accounts;
import dev.apiaccess.emulator.state.Endpoint;
import dev.apiaccess.emulator.state.Ids;
import dev.apiaccess.emulator.state.Resource;
import dev.apiaccess.emulator.state.RestApi;
import dev.apiaccess.emulator.state.UsagePlan;
import dev.apiaccess.emulator.wire.WireResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** REST APIs themselves. */
final class ApiOperations {
    private static final String PATCHABLE = "/name, /description, /policy, /apiKeySource, /disableExecuteApiEndpoint,"
            + " /endpointConfiguration/types/0, /endpointConfiguration/ipAddressType, /endpointConfiguration/vpcEndpointIds";
    private final Accounts accounts;
    private final ResourcePolicies policies;

    ApiOperations(Accounts accounts) {
        this.accounts = accounts;
        policies = new ResourcePolicies(accounts);
    }

    void register(Router router) {
        router.add("POST", "/restapis", "CreateRestApi", this::create);
        router.add("GET", "/restapis", "GetRestApis", ApiOperations::list);
        router.add("GET", "/restapis/{api}", "GetRestApi", c -> WireResponse.json(200, GatewayJson.api(c.api())));
        router.add("PATCH", "/restapis/{api}", "UpdateRestApi", this::update);
        router.add("DELETE", "/restapis/{api}", "DeleteRestApi", this::delete);
    }

    private WireResponse create(GatewayCall call) {
        String name = call.need("name");
        if (name.isBlank()) {
            throw GatewayCall.bad("Invalid Name specified. Must not be empty");
        }
        String id = Ids.gateway();
        String rootId = Ids.gateway();
        @Nullable String policy = call.text("policy");
        RestApi api = new RestApi(
                id,
                call.state().next(),
                name,
                call.text("description"),
                call.now(),
                policy == null || policy.isEmpty() ? null : policies.stored(policy, call.call(), id),
                call.text("apiKeySource", "HEADER"),
                Endpoints.of(call.body()),
                rootId,
                new LinkedHashMap<>(Map.of(rootId, new Resource(rootId, null, null, "/", Map.of()))),
                Map.of(),
                Map.of(),
                Map.of(),
                call.tags(),
                RestApi.Status.AVAILABLE);
        call.state().put(api);
        accounts.place(id, call.call().account(), call.call().region());
        return WireResponse.json(201, GatewayJson.api(api));
    }

    private static WireResponse list(GatewayCall call) {
        return Listing.page(
                call.query(),
                call.state().apis().values(),
                api -> Listing.newestFirst(api.sequence()),
                GatewayJson::api);
    }

    private WireResponse update(GatewayCall call) {
        RestApi api = call.api();
        String name = api.name();
        @Nullable String description = api.description();
        @Nullable String policy = api.policy();
        String keySource = api.apiKeySource();
        Endpoint endpoint = api.endpoint();
        for (Patch patch : call.patches()) {
            switch (patch.path()) {
                case "/name" -> name = patch.text();
                case "/description" -> description = patch.isRemove() ? null : patch.text();
                case "/apiKeySource" -> keySource = patch.text();
                case "/policy" -> {
                    boolean none = patch.isRemove() || patch.text().isEmpty();
                    policy = none ? null : policies.stored(patch.text(), call.call(), api.id());
                }
                default -> endpoint = Endpoints.patched(endpoint, patch, PATCHABLE);
            }
        }
        RestApi changed = api.withFields(name, description, policy, keySource, endpoint);
        call.state().put(changed);
        return WireResponse.json(200, GatewayJson.api(changed));
    }

    private WireResponse delete(GatewayCall call) {
        RestApi api = call.api();
        call.state().apis().remove(api.id());
        accounts.unplace(api.id());
        for (UsagePlan plan : List.copyOf(call.state().plans().values())) {
            call.state()
                    .put(plan.withStages(plan.stages().stream()
                            .filter(s -> !s.apiId().equals(api.id()))
                            .toList()));
        }
        return WireResponse.empty(202);
    }
}
