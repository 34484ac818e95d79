// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.apiaccess.emulator.state.Endpoint;
import dev.apiaccess.emulator.wire.AwsError;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** How API Gateway is told where an API is reached. */
final class Endpoints {
    private static final Set<String> TYPES = Set.of("EDGE", "REGIONAL", "PRIVATE");
    private static final Set<String> FAMILIES = Set.of(Endpoint.IPV4, Endpoint.DUAL);

    private Endpoints() {}

    /** As a new API asks for it. */
    static Endpoint of(JsonNode body) {
        JsonNode configuration = body.path("endpointConfiguration");
        List<String> ids = new ArrayList<>();
        configuration.path("vpcEndpointIds").forEach(id -> ids.add(id.asText()));
        String type = configuration.path("types").path(0).asText("REGIONAL");
        String families = configuration.path("ipAddressType").asText(families(type));
        if (!FAMILIES.contains(families)) {
            throw new AwsError(
                    400,
                    "ValidationException",
                    "1 validation error detected: Value '" + families
                            + "' at 'createRestApiInput.endpointConfiguration.ipAddressType' failed to satisfy"
                            + " constraint: Member must satisfy enum value set: [ipv4, dualstack]");
        }
        return checked(new Endpoint(
                type,
                families,
                List.copyOf(ids),
                body.path("disableExecuteApiEndpoint").asBoolean(false)));
    }

    private static String families(String type) {
        return type.equals("PRIVATE") ? Endpoint.DUAL : Endpoint.IPV4;
    }

    /** After one patch. */
    static Endpoint patched(Endpoint old, Patch patch, String allowed) {
        return switch (patch.path()) {
            case "/disableExecuteApiEndpoint" ->
                new Endpoint(old.type(), old.ipAddressType(), old.vpcEndpointIds(), Boolean.parseBoolean(patch.text()));
            case "/endpointConfiguration/vpcEndpointIds" -> {
                List<String> ids = new ArrayList<>(old.vpcEndpointIds());
                if (patch.isRemove()) {
                    ids.remove(patch.text());
                } else {
                    ids.add(patch.text());
                }
                yield checked(new Endpoint(old.type(), old.ipAddressType(), List.copyOf(ids), old.disabled()));
            }
            case "/endpointConfiguration/ipAddressType" -> {
                patch.only("replace");
                if (!FAMILIES.contains(patch.text())) {
                    throw GatewayCall.bad("ipAddressType must be either ipv4 or dualstack.");
                }
                yield checked(new Endpoint(old.type(), patch.text(), old.vpcEndpointIds(), old.disabled()));
            }
            default -> {
                if (!patch.path().startsWith("/endpointConfiguration/types/")
                        || !patch.op().equals("replace")) {
                    throw patch.invalid(allowed);
                }
                // A private API has both families, and one that was keeps what it had.
                String families = patch.text().equals("PRIVATE") ? Endpoint.DUAL : old.ipAddressType();
                yield checked(new Endpoint(patch.text(), families, old.vpcEndpointIds(), old.disabled()));
            }
        };
    }

    private static Endpoint checked(Endpoint endpoint) {
        if (!TYPES.contains(endpoint.type())) {
            throw GatewayCall.bad("Invalid EndpointTypes specified. Valid options are REGIONAL,EDGE,PRIVATE");
        }
        if (endpoint.isPrivate() && !endpoint.takesIpv6()) {
            throw GatewayCall.bad("Only dualstack ipAddressType is supported for Private APIs.");
        }
        if (!endpoint.isPrivate() && !endpoint.vpcEndpointIds().isEmpty()) {
            throw GatewayCall.bad("VPCEndpoints can only be specified with PRIVATE apis.");
        }
        return endpoint;
    }
}
