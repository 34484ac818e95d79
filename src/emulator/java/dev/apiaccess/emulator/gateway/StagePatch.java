// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.gateway;

import dev.apiaccess.emulator.state.RestApi;
import dev.apiaccess.emulator.state.Stage;
import dev.apiaccess.emulator.wire.AwsError;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** UpdateStage's patch grammar: deployment, description, variables, canary, access logs and method settings. */
final class StagePatch {
    private static final String COPIES = "Valid copy:path are [/deploymentId, /variables] and valid copy:from are"
            + " [/canarySettings/deploymentId, /canarySettings/stageVariableOverrides]";
    private static final String ALLOWED = "/deploymentId, /description, /cacheClusterEnabled, /cacheClusterSize,"
            + " /clientCertificateId, /accessLogSettings, /accessLogSettings/destinationArn, /accessLogSettings/format,"
            + methods("/{resourcePath}/{httpMethod}") + "," + methods("/*/*")
            + ", /variables/{variable_name}, /tracingEnabled";
    private final RestApi api;
    private final MethodSettings settings;
    private final AccessLogPatch logs;
    private final Map<String, String> variables;
    private String deploymentId;
    private @Nullable String description;
    private Stage.@Nullable Canary canary;
    private Stage.@Nullable AccessLog accessLog;

    private StagePatch(Stage stage, RestApi api, AccessLogPatch logs) {
        this.api = api;
        this.logs = logs;
        settings = new MethodSettings(stage.settings(), logs.mayLog());
        variables = new TreeMap<>(stage.variables());
        deploymentId = stage.deploymentId();
        description = stage.description();
        canary = stage.canary();
        accessLog = stage.accessLog();
    }

    private static String methods(String prefix) {
        StringBuilder out = new StringBuilder();
        for (String field : List.of(
                "metrics/enabled",
                "logging/dataTrace",
                "logging/loglevel",
                "throttling/burstLimit",
                "throttling/rateLimit",
                "caching/ttlInSeconds",
                "caching/enabled",
                "caching/dataEncrypted",
                "caching/requireAuthorizationForCacheControl",
                "caching/unauthorizedCacheControlHeaderStrategy")) {
            out.append(out.isEmpty() ? " " : ", ").append(prefix).append('/').append(field);
        }
        return out.toString();
    }

    /** The stage after all patches of a call; one that is wrong refuses them all. */
    static Stage apply(GatewayCall call, Stage stage) {
        AccessLogPatch logs = new AccessLogPatch(
                call.call().region(), call.call().account().id(), call.state().loggingRole() != null);
        StagePatch patch = new StagePatch(stage, call.api(), logs);
        call.patches().forEach(patch::apply);
        return new Stage(
                stage.name(),
                patch.deploymentId,
                patch.description,
                stage.created(),
                call.now(),
                patch.settings.entries(),
                Map.copyOf(patch.variables),
                patch.canary,
                patch.accessLog,
                stage.webAclArn(),
                stage.tags());
    }

    private void apply(Patch patch) {
        String path = patch.path();
        if (patch.op().equals("copy")) {
            promote(patch);
        } else if (path.equals("/deploymentId")) {
            patch.only("replace");
            if (!api.deployments().containsKey(patch.text())) {
                throw GatewayCall.notFound("Invalid Deployment identifier specified");
            }
            deploymentId = patch.text();
        } else if (path.equals("/description")) {
            description = patch.isRemove() ? null : patch.text();
        } else if (path.startsWith("/variables/")) {
            variable(path.substring("/variables/".length()), patch);
        } else if (path.equals(AccessLogPatch.ROOT) || path.startsWith(AccessLogPatch.ROOT + "/")) {
            accessLog = logs.apply(accessLog, patch);
        } else if (path.equals("/canarySettings") && patch.isRemove()) {
            canary = null;
        } else if (path.equals("/canarySettings/deploymentId") || path.equals("/canarySettings/percentTraffic")) {
            canary = canary(patch);
        } else if (patch.isRemove()) {
            settings.remove(patch);
        } else if (!settings.set(patch)) {
            throw unknown(path);
        }
    }

    private void variable(String name, Patch patch) {
        if (patch.isRemove()) {
            variables.remove(name);
        } else {
            variables.put(name, patch.text());
        }
    }

    /** What the canary has becomes the stage's own. */
    private void promote(Patch patch) {
        boolean deployment =
                patch.path().equals("/deploymentId") && patch.from().equals("/canarySettings/deploymentId");
        boolean overrides =
                patch.path().equals("/variables") && patch.from().equals("/canarySettings/stageVariableOverrides");
        if (!deployment && !overrides) {
            throw GatewayCall.bad(
                    "Invalid copy operation with path: " + patch.path() + " and from " + patch.from() + ". " + COPIES);
        }
        Stage.Canary promoted = canary;
        if (promoted == null) {
            throw GatewayCall.bad("Promotion not available. Canary does not exist.");
        }
        deploymentId = deployment ? promoted.deploymentId() : deploymentId;
    }

    private Stage.Canary canary(Patch patch) {
        if (!patch.op().equals("replace")) {
            throw GatewayCall.bad("Invalid " + patch.op() + " operation with path: " + patch.path());
        }
        String id = canary == null ? deploymentId : canary.deploymentId();
        double percent = canary == null ? 0 : canary.percent();
        return patch.path().endsWith("/deploymentId")
                ? StageOperations.canary(StageOperations.canaryDeployment(api, patch.text()), percent)
                : StageOperations.canary(id, patch.number());
    }

    private static AwsError unknown(String path) {
        return GatewayCall.bad("Invalid method setting path: " + path + ". Must be one of: [" + ALLOWED + "]");
    }
}
