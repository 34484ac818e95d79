// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.gateway;

import dev.apiaccess.emulator.access.Keys;
import dev.apiaccess.emulator.state.ApiKey;
import dev.apiaccess.emulator.state.RestApi;
import dev.apiaccess.emulator.state.Stage;
import dev.apiaccess.emulator.state.UsagePlan;
import dev.apiaccess.emulator.wire.AwsError;
import dev.apiaccess.emulator.wire.PercentEncoding;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a caller must be allowed for a call: the verb on the path, with the tags of the thing and of the request. */
final class GatewayAccess {
    private static final Pattern MEMBERSHIP = Pattern.compile("/usageplans/[^/]+/keys(/.*)?");

    private static final Pattern AUTHORIZERS = Pattern.compile("/restapis/[^/]+/authorizers(/[^/]+)?");
    private static final Pattern DEPLOYMENTS = Pattern.compile("/restapis/[^/]+/deployments");

    private GatewayAccess() {}

    static void check(GatewayCall call, String verb, String rawPath) {
        boolean tagging = rawPath.startsWith("/tags/");
        String resource = "arn:aws:apigateway:" + call.call().region() + "::"
                + (tagging ? rawPath : PercentEncoding.decode(rawPath));
        // AWS lists no tag keys for the membership of a key in a plan; the careful reading is that there are none.
        Map<String, String> tags = MEMBERSHIP.matcher(rawPath).matches() ? Map.of() : tags(call);
        Keys keys = Keys.none().requestTags(call.tags()).resourceTags(tags);
        if (verb.equals("DELETE") && tagging) {
            keys.tagKeys(call.query().all("tagKeys"));
        }
        if (call.path().containsKey("verb") && verb.equals("PUT")) {
            // AWS lists these for what is made, not for what is changed.
            asked(call, keys, "authorizationType", "RouteAuthorizationType");
            asked(call, keys, "apiKeyRequired", "ApiKeyRequired");
        }
        if (verb.equals("PATCH") && call.path().containsKey("stage")) {
            asked(call, keys, "accessLogSettings/destinationArn", "AccessLoggingDestination");
            asked(call, keys, "accessLogSettings/format", "AccessLoggingFormat");
        }
        if (AUTHORIZERS.matcher(rawPath).matches()) {
            asked(call, keys, "authorizerUri", "AuthorizerUri");
            asked(call, keys, "type", "AuthorizerType");
        }
        if (DEPLOYMENTS.matcher(rawPath).matches()) {
            asked(call, keys, "stageName", "StageName");
        }
        call.call().allow("apigateway:" + verb, resource, resource, keys.map());
        if (verb.equals("POST") && !call.tags().isEmpty()) {
            // To tag while creating is also a PUT.
            call.call().allow("apigateway:PUT", resource, resource, keys.map());
        }
        boolean policy = call.path().size() == 1
                && call.path().containsKey("api")
                && call.patches().stream().anyMatch(p -> p.path().equals("/policy"));
        boolean bornWithPolicy = verb.equals("POST")
                && rawPath.equals("/restapis")
                && call.body().hasNonNull("policy");
        if (policy || bornWithPolicy) {
            call.call().allow("apigateway:UpdateRestApiPolicy", resource, resource, keys.map());
        }
    }

    /** The key of a field that the body or a patch asks for. */
    private static void asked(GatewayCall call, Keys keys, String field, String key) {
        String value = call.text(field);
        for (Patch patch : call.patches()) {
            value = patch.path().equals("/" + field) ? patch.value() : value;
        }
        if (value != null) {
            keys.with("apigateway:Request/" + key, value);
        }
    }

    private static Map<String, String> tags(GatewayCall call) {
        String arn = call.path().get("arn");
        if (arn != null) {
            try {
                return TagOperations.find(call.state(), call.call().region(), arn)
                        .tags();
            } catch (AwsError e) {
                return Map.of();
            }
        }
        UsagePlan plan = named(call, "plan", call.state().plans());
        if (plan != null) {
            return plan.tags();
        }
        ApiKey key = named(call, "key", call.state().keys());
        if (key != null) {
            return key.tags();
        }
        RestApi api = named(call, "api", call.state().apis());
        if (api == null) {
            return Map.of();
        }
        Map<String, String> tags = new HashMap<>(api.tags());
        Stage stage = named(call, "stage", api.stages());
        if (stage != null) {
            tags.putAll(stage.tags());
        }
        return tags;
    }

    private static <T> @Nullable T named(GatewayCall call, String variable, Map<String, T> things) {
        String id = call.path().get(variable);
        return id == null ? null : things.get(id);
    }
}
