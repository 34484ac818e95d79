// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.apiaccess.emulator.access.Call;
import dev.apiaccess.emulator.access.Keys;
import dev.apiaccess.emulator.state.ApiKey;
import dev.apiaccess.emulator.state.GatewayState;
import dev.apiaccess.emulator.state.RestApi;
import dev.apiaccess.emulator.state.UsagePlan;
import dev.apiaccess.emulator.wire.AwsError;
import dev.apiaccess.emulator.wire.Params;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One call to a route.
 *
 * @param path the decoded values of the route's variables
 * @param query the query parameters
 * @param body the JSON body, an empty object when there was none; the text of a file that is imported
 */
record GatewayCall(Call call, Map<String, String> path, Params query, JsonNode body) {
    GatewayState state() {
        return call.gateway();
    }

    Instant now() {
        return call.now();
    }

    String path(String name) {
        String value = path.get(name);
        if (value == null) {
            throw new IllegalStateException("route has no variable " + name);
        }
        return value;
    }

    RestApi api() {
        RestApi api = state().apis().get(path("api"));
        if (api == null) {
            throw notFound("Invalid API identifier specified " + call.account().id() + ":" + path("api"));
        }
        return api;
    }

    UsagePlan plan() {
        UsagePlan plan = state().plans().get(path("plan"));
        if (plan == null) {
            throw notFound("Invalid Usage Plan ID specified");
        }
        return plan;
    }

    ApiKey key(String id) {
        ApiKey key = state().keys().get(id);
        if (key == null) {
            throw notFound("Invalid API Key identifier specified");
        }
        return key;
    }

    @Nullable
    String text(String field) {
        JsonNode value = body.get(field);
        return value == null || value.isNull() ? null : value.asText();
    }

    String text(String field, String otherwise) {
        String value = text(field);
        return value == null ? otherwise : value;
    }

    String need(String field) {
        String value = text(field);
        if (value == null) {
            throw bad("Missing required field: " + field);
        }
        return value;
    }

    Map<String, String> tags() {
        return texts("tags");
    }

    /** A map of texts in the body. */
    Map<String, String> texts(String field) {
        Map<String, String> out = new TreeMap<>();
        JsonNode value = body.get(field);
        if (value != null && value.isObject()) {
            value.properties().forEach(e -> out.put(e.getKey(), e.getValue().asText()));
        }
        return Map.copyOf(out);
    }

    /** Refuses a caller that may not hand a role to API Gateway. */
    void passRole(String role) {
        call.allow(
                "iam:PassRole",
                role,
                role,
                Keys.none()
                        .with("iam:PassedToService", "apigateway.amazonaws.com")
                        .map());
    }

    List<Patch> patches() {
        return Patch.read(body);
    }

    static AwsError bad(String message) {
        return new AwsError(400, "BadRequestException", message);
    }

    static AwsError notFound(String message) {
        return new AwsError(404, "NotFoundException", message);
    }

    static AwsError limit(String message) {
        return new AwsError(429, "LimitExceededException", message);
    }

    static AwsError conflict(String message) {
        return new AwsError(409, "ConflictException", message);
    }
}
