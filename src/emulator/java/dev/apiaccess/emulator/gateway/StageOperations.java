// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.emulator.state.Deployment;
import dev.apiaccess.emulator.state.Ids;
import dev.apiaccess.emulator.state.Method;
import dev.apiaccess.emulator.state.Resource;
import dev.apiaccess.emulator.state.RestApi;
import dev.apiaccess.emulator.state.Stage;
import dev.apiaccess.emulator.state.UsagePlan;
import dev.apiaccess.emulator.wire.WireResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Deployments and stages. */
final class StageOperations {
    private static final String DEPLOYMENT = "/restapis/{api}/deployments/{deployment}";
    private static final String STAGE = "/restapis/{api}/stages/{stage}";

    private StageOperations() {}

    static void register(Router router) {
        router.add("POST", "/restapis/{api}/deployments", "CreateDeployment", StageOperations::deploy);
        router.add("GET", "/restapis/{api}/deployments", "GetDeployments", StageOperations::deployments);
        router.add("GET", DEPLOYMENT, "GetDeployment", StageOperations::getDeployment);
        router.add("DELETE", DEPLOYMENT, "DeleteDeployment", StageOperations::deleteDeployment);
        router.add("POST", "/restapis/{api}/stages", "CreateStage", StageOperations::createStage);
        router.add("GET", "/restapis/{api}/stages", "GetStages", StageOperations::stages);
        router.add("GET", STAGE, "GetStage", c -> WireResponse.json(200, GatewayJson.stage(stage(c))));
        router.add("PATCH", STAGE, "UpdateStage", StageOperations::updateStage);
        router.add("DELETE", STAGE, "DeleteStage", StageOperations::deleteStage);
    }

    private static WireResponse deploy(GatewayCall call) {
        RestApi api = call.api();
        Map<String, Map<String, Method>> methods = new LinkedHashMap<>();
        for (Resource resource : api.resources().values()) {
            if (!resource.methods().isEmpty()) {
                methods.put(resource.path(), resource.methods());
            }
        }
        if (methods.isEmpty()) {
            throw GatewayCall.bad("The REST API doesn't contain any methods");
        }
        if (methods.values().stream().flatMap(m -> m.values().stream()).anyMatch(m -> m.integration() == null)) {
            throw GatewayCall.bad("No integration defined for method");
        }
        @Nullable String policy = api.policy();
        if (api.endpoint().isPrivate() && policy == null) {
            throw GatewayCall.bad("Private REST API doesn't have a resource policy attached to it");
        }
        Deployment made = new Deployment(
                Ids.shortGateway(),
                call.text("description"),
                call.now(),
                Map.copyOf(methods),
                policy,
                Map.copyOf(api.authorizers()),
                api.endpoint());
        RestApi changed = api.with(made);
        @Nullable String stageName = call.text("stageName");
        Stage old = stageName == null ? null : api.stages().get(stageName);
        if (call.body().path("canarySettings").isObject()) {
            checkCanary(stageName, old);
        }
        if (stageName != null && !stageName.isEmpty()) {
            changed = changed.with(
                    old == null
                            ? newStage(call, stageName, made.id(), call.text("stageDescription"))
                            : deployed(call, old, made.id()));
        }
        call.state().put(changed);
        return WireResponse.json(201, GatewayJson.deployment(made, false));
    }

    private static void checkCanary(@Nullable String stageName, @Nullable Stage stage) {
        if (stageName == null || stageName.isEmpty()) {
            throw GatewayCall.bad(
                    "Invalid deployment content specified.Non null and non empty stageName must be provided"
                            + " for canary deployment. Provided value is " + stageName);
        }
        if (stage == null) {
            throw GatewayCall.bad("Invalid deployment content specified.Stage " + stageName
                    + " must already be created before making a canary release deployment");
        }
    }

    /** A stage with a new deployment, as its own or as its canary's. */
    private static Stage deployed(GatewayCall call, Stage stage, String deploymentId) {
        JsonNode canary = call.body().get("canarySettings");
        if (canary != null && canary.isObject()) {
            double percent = canary.path("percentTraffic").asDouble(0);
            return stage.withCanary(canary(deploymentId, percent), call.now());
        }
        if (stage.canary() != null) {
            throw GatewayCall.bad("Cannot deploy to a stage with a canary: promote or remove the canary first");
        }
        return stage.withDeployment(deploymentId, call.now());
    }

    private static Stage.@Nullable Canary canary(GatewayCall call) {
        JsonNode sent = call.body().get("canarySettings");
        if (sent == null || !sent.isObject()) {
            return null;
        }
        String id = sent.path("deploymentId").asText("");
        return canary(
                canaryDeployment(call.api(), id), sent.path("percentTraffic").asDouble(0));
    }

    /** The id of a deployment for a canary, or a refusal. */
    static String canaryDeployment(RestApi api, String id) {
        if (!api.deployments().containsKey(id)) {
            throw GatewayCall.bad("Deployment id does not exist");
        }
        return id;
    }

    /** A canary, or a refusal. */
    static Stage.Canary canary(String deploymentId, double percent) {
        if (!(percent >= 0 && percent <= 100)) {
            throw GatewayCall.bad("Invalid percentTraffic specified. Must be between 0.0 and 100.0");
        }
        return new Stage.Canary(deploymentId, percent);
    }

    private static Stage newStage(GatewayCall call, String name, String deploymentId, @Nullable String description) {
        if (!name.matches("[A-Za-z0-9_-]{1,128}")) {
            throw GatewayCall.bad("Stage name only allows a-zA-Z0-9_");
        }
        return new Stage(
                name,
                deploymentId,
                description,
                call.now(),
                call.now(),
                Map.of(),
                call.texts("variables"),
                null,
                null,
                null,
                call.tags());
    }

    private static WireResponse deployments(GatewayCall call) {
        return Listing.page(
                call.query(),
                call.api().deployments().values(),
                d -> "%019d%s".formatted(Long.MAX_VALUE - d.created().toEpochMilli(), d.id()),
                d -> GatewayJson.deployment(d, false));
    }

    private static Deployment deployment(GatewayCall call, String id) {
        Deployment deployment = call.api().deployments().get(id);
        if (deployment == null) {
            throw GatewayCall.notFound("Invalid Deployment identifier specified");
        }
        return deployment;
    }

    private static WireResponse getDeployment(GatewayCall call) {
        boolean summary = call.query().all("embed").contains("apisummary");
        return WireResponse.json(200, GatewayJson.deployment(deployment(call, call.path("deployment")), summary));
    }

    private static WireResponse deleteDeployment(GatewayCall call) {
        Deployment deployment = deployment(call, call.path("deployment"));
        RestApi api = call.api();
        if (api.stages().values().stream().anyMatch(s -> s.uses(deployment.id()))) {
            throw GatewayCall.bad("Active stages pointing to this deployment must be moved or deleted");
        }
        Map<String, Deployment> rest = new LinkedHashMap<>(api.deployments());
        rest.remove(deployment.id());
        call.state().put(api.withDeployments(rest));
        return WireResponse.empty(202);
    }

    private static Stage stage(GatewayCall call) {
        Stage stage = call.api().stages().get(call.path("stage"));
        if (stage == null) {
            throw GatewayCall.notFound("Invalid stage identifier specified");
        }
        return stage;
    }

    private static WireResponse createStage(GatewayCall call) {
        RestApi api = call.api();
        String name = call.need("stageName");
        if (api.stages().containsKey(name)) {
            throw GatewayCall.conflict("Stage already exists");
        }
        Deployment deployment = deployment(call, call.need("deploymentId"));
        Stage made =
                newStage(call, name, deployment.id(), call.text("description")).withCanary(canary(call), call.now());
        call.state().put(api.with(made));
        return WireResponse.json(201, GatewayJson.stage(made));
    }

    private static WireResponse stages(GatewayCall call) {
        String deployment = call.query().get("deploymentId", "");
        ObjectNode out = GatewayJson.object();
        ArrayNode items = out.putArray("item");
        call.api().stages().values().stream()
                .filter(s -> deployment.isEmpty() || s.deploymentId().equals(deployment))
                .map(GatewayJson::stage)
                .forEach(items::add);
        return WireResponse.json(200, out);
    }

    private static WireResponse updateStage(GatewayCall call) {
        Stage changed = StagePatch.apply(call, stage(call));
        call.state().put(call.api().with(changed));
        return WireResponse.json(200, GatewayJson.stage(changed));
    }

    private static WireResponse deleteStage(GatewayCall call) {
        Stage stage = stage(call);
        RestApi api = call.api();
        Map<String, Stage> rest = new LinkedHashMap<>(api.stages());
        rest.remove(stage.name());
        call.state().put(api.withStages(rest));
        for (UsagePlan plan : List.copyOf(call.state().plans().values())) {
            call.state()
                    .put(plan.withStages(plan.stages().stream()
                            .filter(s ->
                                    !(s.apiId().equals(api.id()) && s.stage().equals(stage.name())))
                            .toList()));
        }
        return WireResponse.empty(202);
    }
}
