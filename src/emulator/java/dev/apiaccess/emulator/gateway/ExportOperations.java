// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.emulator.state.Deployment;
import dev.apiaccess.emulator.state.RestApi;
import dev.apiaccess.emulator.state.Stage;
import dev.apiaccess.emulator.wire.WireResponse;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** A stage's deployment as a document that describes it to others. */
final class ExportOperations {
    private static final Set<String> TYPES = Set.of(ExportJson.OPENAPI, ExportJson.SWAGGER);

    private ExportOperations() {}

    static void register(Router router) {
        router.add("GET", "/restapis/{api}/stages/{stage}/exports/{type}", "GetExport", ExportOperations::export);
    }

    private static WireResponse export(GatewayCall call) {
        String type = call.path("type");
        if (!TYPES.contains(type)) {
            throw GatewayCall.bad("Invalid export type specified. Must be one of " + TYPES);
        }
        String accept = call.call().request().header("accept");
        if (accept != null && accept.toLowerCase(Locale.ROOT).contains("yaml")) {
            throw GatewayCall.bad("Invalid accept type specified. Only application/json is emulated");
        }
        RestApi api = call.api();
        Stage stage = api.stages().get(call.path("stage"));
        Deployment deployment = stage == null ? null : api.deployments().get(stage.deploymentId());
        if (stage == null || deployment == null) {
            throw GatewayCall.notFound("Invalid stage identifier specified");
        }
        Set<String> extensions = call.query().all("extensions").stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .map(String::strip)
                .collect(Collectors.toSet());
        ObjectNode document =
                new ExportJson(type, extensions, call.call().region()).document(api, stage.name(), deployment);
        String file = type + "_" + deployment.created() + ".json";
        return WireResponse.json(200, document).with("Content-Disposition", "attachment; filename=\"" + file + "\"");
    }
}
