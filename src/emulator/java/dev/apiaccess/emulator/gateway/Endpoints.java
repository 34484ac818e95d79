// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.apiaccess.emulator.state.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** How API Gateway is told where an API is reached. */
final class Endpoints {
    private static final Set<String> TYPES = Set.of("EDGE", "REGIONAL", "PRIVATE");

    private Endpoints() {}

    /** As a new API asks for it. */
    static Endpoint of(JsonNode body) {
        JsonNode configuration = body.path("endpointConfiguration");
        List<String> ids = new ArrayList<>();
        configuration.path("vpcEndpointIds").forEach(id -> ids.add(id.asText()));
        return checked(new Endpoint(
                configuration.path("types").path(0).asText("REGIONAL"),
                List.copyOf(ids),
                body.path("disableExecuteApiEndpoint").asBoolean(false)));
    }

    /** After one patch. */
    static Endpoint patched(Endpoint old, Patch patch, String allowed) {
        return switch (patch.path()) {
            case "/disableExecuteApiEndpoint" ->
                new Endpoint(old.type(), old.vpcEndpointIds(), Boolean.parseBoolean(patch.text()));
            case "/endpointConfiguration/vpcEndpointIds" -> {
                List<String> ids = new ArrayList<>(old.vpcEndpointIds());
                if (patch.isRemove()) {
                    ids.remove(patch.text());
                } else {
                    ids.add(patch.text());
                }
                yield checked(new Endpoint(old.type(), List.copyOf(ids), old.disabled()));
            }
            default -> {
                if (!patch.path().startsWith("/endpointConfiguration/types/")
                        || !patch.op().equals("replace")) {
                    throw patch.invalid(allowed);
                }
                yield checked(new Endpoint(patch.text(), old.vpcEndpointIds(), old.disabled()));
            }
        };
    }

    private static Endpoint checked(Endpoint endpoint) {
        if (!TYPES.contains(endpoint.type())) {
            throw GatewayCall.bad("Invalid endpoint configuration type specified. Must be one of " + TYPES);
        }
        if (!endpoint.isPrivate() && !endpoint.vpcEndpointIds().isEmpty()) {
            throw GatewayCall.bad("VPCEndpoints can only be specified with PRIVATE apis.");
        }
        return endpoint;
    }
}
