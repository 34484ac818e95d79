// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.emulator.state.Entity;
import dev.apiaccess.emulator.wire.WireResponse;
import java.util.List;

/** What an account set for all its APIs of a region; AWS calls it the account. */
final class RegionOperations {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String GATEWAY = "apigateway.amazonaws.com";
    private static final String ROLE = "/cloudwatchRoleArn";

    private RegionOperations() {}

    static void register(Router router) {
        router.add("GET", "/account", "GetAccount", RegionOperations::get);
        router.add("PATCH", "/account", "UpdateAccount", RegionOperations::update);
    }

    private static WireResponse get(GatewayCall call) {
        ObjectNode out = GatewayJson.object();
        GatewayJson.optional(out, "cloudwatchRoleArn", call.state().loggingRole());
        out.putObject("throttleSettings").put("burstLimit", 5000).put("rateLimit", 10000.0);
        out.putArray("features").add("UsagePlans");
        out.put("apiKeyVersion", "4");
        return WireResponse.json(200, out);
    }

    private static WireResponse update(GatewayCall call) {
        String role = call.state().loggingRole();
        for (Patch patch : call.patches()) {
            if (!patch.path().equals(ROLE)) {
                throw patch.invalid(ROLE);
            }
            patch.only("replace");
            role = patch.text().isEmpty() ? null : assumable(call, patch.text());
        }
        call.state().loggingRole(role);
        return get(call);
    }

    /** A role of this account that lets API Gateway in, or a refusal; what it may write is not looked at. */
    private static String assumable(GatewayCall call, String arn) {
        call.passRole(arn);
        return call.call()
                .iam()
                .entity(Entity.Kind.ROLE, arn.substring(arn.lastIndexOf('/') + 1))
                .filter(role -> role.arn().equals(arn))
                .filter(role -> trusts(String.valueOf(role.trust())))
                .map(Entity::arn)
                .orElseThrow(() -> GatewayCall.bad("The role ARN does not have required permissions configured. Please"
                        + " grant trust permission for API Gateway and add the required role policy."));
    }

    private static boolean trusts(String document) {
        try {
            JsonNode statements = JSON.readTree(document).path("Statement");
            for (JsonNode statement : statements.isArray() ? statements : List.of(statements)) {
                JsonNode services = statement.path("Principal").path("Service");
                for (JsonNode service : services.isArray() ? services : List.of(services)) {
                    if (statement.path("Effect").asText().equals("Allow")
                            && service.asText().equals(GATEWAY)) {
                        return true;
                    }
                }
            }
            return false;
        } catch (JsonProcessingException e) {
            return false;
        }
    }
}
