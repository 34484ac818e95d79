// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.emulator.state.ApiKey;
import dev.apiaccess.emulator.state.GatewayState;
import dev.apiaccess.emulator.state.RestApi;
import dev.apiaccess.emulator.state.Stage;
import dev.apiaccess.emulator.state.UsagePlan;
import dev.apiaccess.emulator.wire.WireResponse;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Tags of APIs, stages, plans and keys. */
final class TagOperations {
    private TagOperations() {}

    static void register(Router router) {
        router.add("GET", "/tags/{arn}", "GetTags", TagOperations::get);
        router.add("PUT", "/tags/{arn}", "TagResource", TagOperations::tag);
        router.add("DELETE", "/tags/{arn}", "UntagResource", TagOperations::untag);
    }

    /** A thing's tags and how to store others. */
    record Tagged(Map<String, String> tags, Consumer<Map<String, String>> store) {}

    /** The thing behind an ARN such as {@code arn:aws:apigateway:eu-west-1::/usageplans/abc123}, or a refusal. */
    static Tagged find(GatewayState state, String region, String arn) {
        String prefix = "arn:aws:apigateway:" + region + "::/";
        if (!arn.startsWith(prefix)) {
            throw GatewayCall.bad("Invalid resource ARN specified");
        }
        String[] parts = arn.substring(prefix.length()).split("/", -1);
        String id = parts.length > 1 ? parts[1] : "";
        ApiKey key =
                parts.length == 2 && parts[0].equals("apikeys") ? state.keys().get(id) : null;
        if (key != null) {
            return new Tagged(key.tags(), tags -> state.put(key.withTags(tags)));
        }
        UsagePlan plan = parts.length == 2 && parts[0].equals("usageplans")
                ? state.plans().get(id)
                : null;
        if (plan != null) {
            return new Tagged(plan.tags(), tags -> state.put(plan.withTags(tags)));
        }
        RestApi api = parts[0].equals("restapis") ? state.apis().get(id) : null;
        if (api != null && parts.length == 2) {
            return new Tagged(api.tags(), tags -> state.put(api.withTags(tags)));
        }
        Stage stage = api != null && parts.length == 4 && parts[2].equals("stages")
                ? api.stages().get(parts[3])
                : null;
        if (api != null && stage != null) {
            return new Tagged(stage.tags(), tags -> state.put(api.with(stage.withTags(tags))));
        }
        throw GatewayCall.notFound("Invalid resource identifier specified");
    }

    private static Tagged named(GatewayCall call) {
        return find(call.state(), call.call().region(), call.path("arn"));
    }

    private static WireResponse get(GatewayCall call) {
        ObjectNode out = GatewayJson.object();
        GatewayJson.tags(out, named(call).tags());
        return WireResponse.json(200, out);
    }

    private static WireResponse tag(GatewayCall call) {
        Tagged thing = named(call);
        Map<String, String> all = new TreeMap<>(thing.tags());
        all.putAll(call.tags());
        if (all.size() > 50) {
            throw GatewayCall.bad("A resource cannot have more than 50 tags");
        }
        thing.store().accept(Map.copyOf(all));
        return WireResponse.empty(204);
    }

    private static WireResponse untag(GatewayCall call) {
        Tagged thing = named(call);
        Map<String, String> rest = new TreeMap<>(thing.tags());
        call.query().all("tagKeys").forEach(rest::remove);
        thing.store().accept(Map.copyOf(rest));
        return WireResponse.empty(204);
    }
}
