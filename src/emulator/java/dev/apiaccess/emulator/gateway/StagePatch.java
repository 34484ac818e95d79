// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.gateway;

import dev.apiaccess.emulator.state.RestApi;
import dev.apiaccess.emulator.state.Stage;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** UpdateStage's patch grammar: deployment, description, variables and method settings. */
final class StagePatch {
    private static final Pattern SETTING = Pattern.compile("/(.+)/([A-Z]+|\\*)/"
            + "(metrics/enabled|logging/loglevel|logging/dataTrace|throttling/burstLimit|throttling/rateLimit"
            + "|caching/enabled|caching/ttlInSeconds|caching/dataEncrypted|caching/requireAuthorizationForCacheControl"
            + "|caching/unauthorizedCacheControlHeaderStrategy)");
    private static final Pattern METHOD = Pattern.compile("/(.+/([A-Z]+|\\*))");
    private static final String ALLOWED = "/deploymentId, /description, /variables/*, /canarySettings,"
            + " /canarySettings/(deploymentId|percentTraffic), /{resourcePath}/{httpMethod}"
            + "/(metrics|logging|throttling|caching)/..., /*/*/(metrics|logging|throttling|caching)/...";

    private StagePatch() {}

    static Stage apply(Stage stage, RestApi api, List<Patch> patches, Instant now) {
        String deploymentId = stage.deploymentId();
        @Nullable String description = stage.description();
        Map<String, Map<String, Object>> settings = new TreeMap<>(stage.settings());
        Map<String, String> variables = new TreeMap<>(stage.variables());
        Stage.@Nullable Canary canary = stage.canary();
        for (Patch patch : patches) {
            String path = patch.path();
            if (path.equals("/deploymentId")) {
                if (!api.deployments().containsKey(patch.text())) {
                    throw GatewayCall.notFound("Invalid Deployment identifier specified");
                }
                deploymentId = patch.text();
            } else if (path.equals("/description")) {
                description = patch.isRemove() ? null : patch.text();
            } else if (path.startsWith("/variables/")) {
                String name = path.substring("/variables/".length());
                if (patch.isRemove()) {
                    variables.remove(name);
                } else {
                    variables.put(name, patch.text());
                }
            } else if (path.startsWith("/canarySettings")) {
                canary = canary(canary, patch, api, deploymentId);
            } else if (patch.isRemove()) {
                remove(settings, patch);
            } else {
                set(settings, patch);
            }
        }
        return new Stage(
                stage.name(),
                deploymentId,
                description,
                stage.created(),
                now,
                Map.copyOf(settings),
                Map.copyOf(variables),
                canary,
                stage.tags());
    }

    private static Stage.@Nullable Canary canary(
            Stage.@Nullable Canary old, Patch patch, RestApi api, String deploymentId) {
        String id = old == null ? deploymentId : old.deploymentId();
        double percent = old == null ? 0 : old.percent();
        return switch (patch.path()) {
            case "/canarySettings" -> {
                if (!patch.isRemove()) {
                    throw patch.invalid(ALLOWED);
                }
                yield null;
            }
            case "/canarySettings/deploymentId" -> {
                if (!api.deployments().containsKey(patch.text())) {
                    throw GatewayCall.notFound("Invalid Deployment identifier specified");
                }
                yield StageOperations.canary(patch.text(), percent);
            }
            case "/canarySettings/percentTraffic" -> StageOperations.canary(id, patch.number());
            default -> throw patch.invalid(ALLOWED);
        };
    }

    private static void remove(Map<String, Map<String, Object>> settings, Patch patch) {
        Matcher method = METHOD.matcher(patch.path());
        if (!method.matches()) {
            throw patch.invalid(ALLOWED);
        }
        if (settings.remove(method.group(1)) == null) {
            throw GatewayCall.bad("Cannot remove method setting " + method.group(1)
                    + " because there is no method setting for this method ");
        }
    }

    private static void set(Map<String, Map<String, Object>> settings, Patch patch) {
        Matcher setting = SETTING.matcher(patch.path());
        if (!setting.matches()) {
            throw patch.invalid(ALLOWED);
        }
        String key = setting.group(1) + "/" + setting.group(2);
        Map<String, Object> start = settings.getOrDefault(key, settings.getOrDefault("*/*", defaults()));
        Map<String, Object> fields = new LinkedHashMap<>(start);
        switch (setting.group(3)) {
            case "metrics/enabled" -> fields.put("metricsEnabled", flag(patch));
            case "logging/loglevel" -> fields.put("loggingLevel", patch.text());
            case "logging/dataTrace" -> fields.put("dataTraceEnabled", flag(patch));
            case "throttling/burstLimit" -> fields.put("throttlingBurstLimit", patch.whole());
            case "throttling/rateLimit" -> fields.put("throttlingRateLimit", patch.number());
            case "caching/enabled" -> fields.put("cachingEnabled", flag(patch));
            case "caching/ttlInSeconds" -> fields.put("cacheTtlInSeconds", patch.whole());
            case "caching/dataEncrypted" -> fields.put("cacheDataEncrypted", flag(patch));
            case "caching/requireAuthorizationForCacheControl" ->
                fields.put("requireAuthorizationForCacheControl", flag(patch));
            default -> fields.put("unauthorizedCacheControlHeaderStrategy", patch.text());
        }
        settings.put(key, fields);
    }

    private static Boolean flag(Patch patch) {
        return Boolean.parseBoolean(patch.text());
    }

    private static Map<String, Object> defaults() {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("metricsEnabled", false);
        out.put("loggingLevel", "OFF");
        out.put("dataTraceEnabled", false);
        out.put("throttlingBurstLimit", 5000);
        out.put("throttlingRateLimit", 10000.0);
        out.put("cachingEnabled", false);
        out.put("cacheTtlInSeconds", 300);
        out.put("cacheDataEncrypted", false);
        out.put("requireAuthorizationForCacheControl", true);
        out.put("unauthorizedCacheControlHeaderStrategy", "SUCCEED_WITH_RESPONSE_HEADER");
        return out;
    }
}
