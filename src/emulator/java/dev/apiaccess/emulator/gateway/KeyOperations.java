// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.gateway;

import dev.apiaccess.emulator.state.ApiKey;
import dev.apiaccess.emulator.state.GatewayState;
import dev.apiaccess.emulator.state.Ids;
import dev.apiaccess.emulator.wire.AwsError;
import dev.apiaccess.emulator.wire.WireResponse;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** API keys. */
final class KeyOperations {
    static final int MOST = 10_000;
    private static final String PATCHABLE = "/description, /enabled, /name, /customerId";

    private KeyOperations() {}

    static void register(Router router) {
        router.add("POST", "/apikeys", "CreateApiKey", KeyOperations::create);
        router.add("GET", "/apikeys", "GetApiKeys", KeyOperations::list);
        router.add("GET", "/apikeys/{key}", "GetApiKey", KeyOperations::get);
        router.add("PATCH", "/apikeys/{key}", "UpdateApiKey", KeyOperations::update);
        router.add("DELETE", "/apikeys/{key}", "DeleteApiKey", KeyOperations::delete);
    }

    private static List<String> stages(GatewayState state, ApiKey key) {
        return state.plansOf(key.id()).stream()
                .flatMap(p -> p.stages().stream())
                .map(s -> s.apiId() + "/" + s.stage())
                .toList();
    }

    private static WireResponse create(GatewayCall call) {
        @Nullable String given = call.text("value");
        if (given != null && given.length() < 20) {
            throw GatewayCall.bad("API Key value should be at least 20 characters");
        }
        if (given != null && given.length() > 128) {
            throw GatewayCall.bad("Value exceeds maximum size of 128 characters");
        }
        String name = call.text("name", "");
        if (name.length() > 1024) {
            throw GatewayCall.bad("Name exceeds maximum size of 1024 characters");
        }
        if (given != null && call.state().keyByValue(given).isPresent()) {
            throw GatewayCall.conflict("API Key already exists");
        }
        if (call.state().keys().size() >= MOST) {
            throw new AwsError(429, "LimitExceededException", "Maximum number of API Keys exceeded: " + MOST);
        }
        ApiKey key = new ApiKey(
                Ids.gateway(),
                call.state().next(),
                name,
                call.text("description"),
                given == null ? Ids.keyValue() : given,
                call.body().path("enabled").asBoolean(false),
                call.now(),
                call.text("customerId"),
                call.now(),
                call.now(),
                call.tags());
        call.state().put(key);
        return WireResponse.json(201, GatewayJson.key(key, true, List.of(), true));
    }

    private static WireResponse list(GatewayCall call) {
        String prefix = call.query().get("name", "");
        String customer = call.query().get("customerId", "");
        boolean values = Boolean.parseBoolean(call.query().get("includeValues", "false"));
        List<ApiKey> wanted = call.state().keys().values().stream()
                .filter(k -> k.name().startsWith(prefix))
                .filter(k -> customer.isEmpty() || customer.equals(k.customerId()))
                .toList();
        return Listing.page(
                call.query(),
                wanted,
                key -> Listing.newestFirst(key.sequence()),
                key -> GatewayJson.key(key, values, stages(call.state(), key), false));
    }

    private static WireResponse get(GatewayCall call) {
        ApiKey key = call.key(call.path("key"));
        boolean value = Boolean.parseBoolean(call.query().get("includeValue", "false"));
        return WireResponse.json(200, GatewayJson.key(key, value, stages(call.state(), key), true));
    }

    private static WireResponse update(GatewayCall call) {
        ApiKey key = call.key(call.path("key"));
        String name = key.name();
        @Nullable String description = key.description();
        @Nullable String customer = key.customerId();
        boolean enabled = key.enabled();
        for (Patch patch : call.patches()) {
            if (!patch.op().equals("replace")) {
                throw patch.invalid(PATCHABLE);
            }
            switch (patch.path()) {
                case "/name" -> name = patch.text();
                case "/description" -> description = patch.text();
                case "/customerId" -> customer = patch.text();
                // Anything but "true" is false, without a word.
                case "/enabled" -> enabled = Boolean.parseBoolean(patch.text());
                default -> throw patch.invalid(PATCHABLE);
            }
        }
        Instant since = enabled && !key.enabled() ? call.now() : key.enabledSince();
        ApiKey changed = new ApiKey(
                key.id(),
                key.sequence(),
                name,
                description,
                key.value(),
                enabled,
                since,
                customer,
                key.created(),
                call.now(),
                key.tags());
        call.state().put(changed);
        return WireResponse.json(200, GatewayJson.key(changed, false, stages(call.state(), changed), true));
    }

    private static WireResponse delete(GatewayCall call) {
        call.state().remove(call.key(call.path("key")));
        return WireResponse.empty(202);
    }
}
