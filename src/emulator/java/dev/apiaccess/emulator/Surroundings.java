// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.apiaccess.emulator.state.Accounts;
import dev.apiaccess.emulator.state.GatewayState;
import dev.apiaccess.emulator.state.RestApi;
import dev.apiaccess.emulator.state.Stage;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What happens to APIs by other hands than those of API Gateway's callers: AWS itself, WAF, networks. */
final class Surroundings {
    private static final Set<String> STATES = Set.of("AVAILABLE", "UPDATING", "PENDING", "FAILED");

    private Surroundings() {}

    /** {@code {"api", "status", "message"}}: an API is under change, or is it no longer. */
    static void status(Accounts accounts, JsonNode node) {
        String code = text(node, "status");
        if (!STATES.contains(code)) {
            throw new IllegalArgumentException("status is one of AVAILABLE, UPDATING, PENDING, FAILED");
        }
        @Nullable
        String message = node.hasNonNull("message") ? node.path("message").asText() : null;
        Accounts.Place place = place(accounts, node);
        place.account().locked(() -> {
            GatewayState state = place.account().now(place.region()).gateway();
            state.put(api(state, node).withStatus(new RestApi.Status(code, message)));
            return code;
        });
    }

    /** {@code {"api", "stage", "webAclArn"}}: a web ACL before a stage; none where it is left out. */
    static void webAcl(Accounts accounts, JsonNode node) {
        @Nullable
        String arn = node.hasNonNull("webAclArn") ? node.path("webAclArn").asText() : null;
        Accounts.Place place = place(accounts, node);
        place.account().locked(() -> {
            GatewayState state = place.account().now(place.region()).gateway();
            RestApi api = api(state, node);
            Stage stage = api.stages().get(text(node, "stage"));
            if (stage == null) {
                throw new IllegalArgumentException("the API has no stage " + text(node, "stage"));
            }
            state.put(api.with(stage.withWebAcl(arn)));
            return stage;
        });
    }

    /** {@code {"vpce-...": "vpc-..."}}: which VPC each endpoint belongs to, added to what is known. */
    static void endpoints(Accounts accounts, JsonNode node) {
        if (!node.isObject()) {
            throw new IllegalArgumentException("an object of endpoints and their VPCs is wanted");
        }
        node.properties()
                .forEach(entry ->
                        accounts.networks().put(entry.getKey(), entry.getValue().asText()));
    }

    private static Accounts.Place place(Accounts accounts, JsonNode node) {
        return accounts.place(text(node, "api"))
                .orElseThrow(() -> new IllegalArgumentException("there is no API " + text(node, "api")));
    }

    private static RestApi api(GatewayState state, JsonNode node) {
        RestApi api = state.apis().get(text(node, "api"));
        if (api == null) {
            throw new IllegalArgumentException("there is no API " + text(node, "api"));
        }
        return api;
    }

    private static String text(JsonNode node, String field) {
        String value = node.path(field).asText("");
        if (value.isEmpty()) {
            throw new IllegalArgumentException(field + " is missing");
        }
        return value;
    }
}
