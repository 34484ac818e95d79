// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.emulator.state.ApiAuthorizer;
import dev.apiaccess.emulator.state.ApiKey;
import dev.apiaccess.emulator.state.Deployment;
import dev.apiaccess.emulator.state.Endpoint;
import dev.apiaccess.emulator.state.Method;
import dev.apiaccess.emulator.state.Resource;
import dev.apiaccess.emulator.state.RestApi;
import dev.apiaccess.emulator.state.Stage;
import dev.apiaccess.emulator.state.Throttle;
import dev.apiaccess.emulator.state.UsagePlan;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How API Gateway's things look in answers; times are seconds since 1970. */
final class GatewayJson {
    private GatewayJson() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static void optional(ObjectNode out, String field, @Nullable String value) {
        if (value != null) {
            out.put(field, value);
        }
    }

    static void tags(ObjectNode out, Map<String, String> tags) {
        ObjectNode node = out.putObject("tags");
        new TreeMap<>(tags).forEach(node::put);
    }

    static ObjectNode api(RestApi api) {
        ObjectNode out = object().put("id", api.id()).put("name", api.name());
        optional(out, "description", api.description());
        out.put("createdDate", api.created().getEpochSecond());
        out.put("apiKeySource", api.apiKeySource());
        Endpoint endpoint = api.endpoint();
        ObjectNode configuration = out.putObject("endpointConfiguration");
        configuration.putArray("types").add(endpoint.type());
        configuration.put("ipAddressType", endpoint.ipAddressType());
        if (!endpoint.vpcEndpointIds().isEmpty()) {
            endpoint.vpcEndpointIds().forEach(configuration.putArray("vpcEndpointIds")::add);
        }
        out.put("disableExecuteApiEndpoint", endpoint.disabled());
        out.put("rootResourceId", api.rootId());
        out.put("apiStatus", api.status().code());
        optional(out, "apiStatusMessage", api.status().message());
        String policy = api.policy();
        if (policy != null) {
            // AWS hands the document out escaped once more than JSON needs.
            out.put("policy", policy.replace("\\", "\\\\").replace("\"", "\\\"").replace("/", "\\/"));
        }
        tags(out, api.tags());
        return out;
    }

    static ObjectNode resource(Resource resource, boolean withMethods) {
        ObjectNode out = object().put("id", resource.id());
        optional(out, "parentId", resource.parentId());
        optional(out, "pathPart", resource.pathPart());
        out.put("path", resource.path());
        if (!resource.methods().isEmpty()) {
            ObjectNode methods = out.putObject("resourceMethods");
            new TreeMap<>(resource.methods())
                    .forEach((verb, method) -> methods.set(verb, withMethods ? method(method) : object()));
        }
        return out;
    }

    static ObjectNode method(Method method) {
        ObjectNode out = object().put("httpMethod", method.verb())
                .put("authorizationType", method.authorization())
                .put("apiKeyRequired", method.keyRequired());
        optional(out, "authorizerId", method.authorizerId());
        if (!method.scopes().isEmpty()) {
            method.scopes().forEach(out.putArray("authorizationScopes")::add);
        }
        optional(out, "operationName", method.operationName());
        if (method.integration() != null) {
            out.set("methodIntegration", method.integration());
        }
        return out;
    }

    /** What sort of authorizer it is, as it is shown where nobody named it. */
    static String authType(ApiAuthorizer authorizer) {
        String named = authorizer.authType();
        if (named != null) {
            return named;
        }
        return authorizer.isLambda() ? "custom" : authorizer.type().toLowerCase(Locale.ROOT);
    }

    static ObjectNode authorizer(ApiAuthorizer authorizer) {
        ObjectNode out = object().put("id", authorizer.id())
                .put("name", authorizer.name())
                .put("type", authorizer.type())
                .put("authType", authType(authorizer));
        if (!authorizer.providers().isEmpty()) {
            authorizer.providers().forEach(out.putArray("providerARNs")::add);
        }
        optional(out, "authorizerUri", authorizer.uri());
        optional(out, "authorizerCredentials", authorizer.credentials());
        optional(out, "identitySource", authorizer.identitySource());
        optional(out, "identityValidationExpression", authorizer.validation());
        if (authorizer.isLambda()) {
            out.put("authorizerResultTtlInSeconds", authorizer.ttlSeconds());
        }
        if (authorizer.jwt() != null) {
            out.set("jwtConfiguration", authorizer.jwt());
        }
        return out;
    }

    static ObjectNode deployment(Deployment deployment, boolean withSummary) {
        ObjectNode out = object().put("id", deployment.id());
        optional(out, "description", deployment.description());
        out.put("createdDate", deployment.created().getEpochSecond());
        if (withSummary) {
            ObjectNode summary = out.putObject("apiSummary");
            new TreeMap<>(deployment.methods()).forEach((path, methods) -> {
                ObjectNode node = summary.putObject(path);
                methods.forEach((verb, method) -> node.putObject(verb)
                        .put("authorizationType", method.authorization())
                        .put("apiKeyRequired", method.keyRequired()));
            });
        }
        return out;
    }

    static ObjectNode stage(Stage stage) {
        ObjectNode out = object().put("deploymentId", stage.deploymentId()).put("stageName", stage.name());
        optional(out, "description", stage.description());
        out.put("cacheClusterEnabled", false).put("cacheClusterStatus", "NOT_AVAILABLE");
        ObjectNode settings = out.putObject("methodSettings");
        stage.settings().forEach((key, fields) -> {
            ObjectNode node = settings.putObject(key);
            fields.forEach((field, value) -> {
                switch (value) {
                    case Integer number -> node.put(field, number);
                    case Double number -> node.put(field, number);
                    case Boolean flag -> node.put(field, flag);
                    default -> node.put(field, value.toString());
                }
            });
        });
        if (!stage.variables().isEmpty()) {
            ObjectNode variables = out.putObject("variables");
            stage.variables().forEach(variables::put);
        }
        Stage.Canary canary = stage.canary();
        if (canary != null) {
            out.putObject("canarySettings")
                    .put("percentTraffic", canary.percent())
                    .put("deploymentId", canary.deploymentId())
                    .put("useStageCache", false);
        }
        Stage.AccessLog log = stage.accessLog();
        if (log != null) {
            ObjectNode logs = out.putObject("accessLogSettings");
            optional(logs, "format", log.format());
            optional(logs, "destinationArn", log.destinationArn());
        }
        optional(out, "webAclArn", stage.webAclArn());
        out.put("tracingEnabled", false);
        out.put("createdDate", stage.created().getEpochSecond());
        out.put("lastUpdatedDate", stage.updated().getEpochSecond());
        if (!stage.tags().isEmpty()) {
            tags(out, stage.tags());
        }
        return out;
    }

    static ObjectNode plan(UsagePlan plan, boolean withTags) {
        ObjectNode out = object().put("id", plan.id()).put("name", plan.name());
        optional(out, "description", plan.description());
        optional(out, "productCode", plan.productCode());
        ArrayNode stages = out.putArray("apiStages");
        for (UsagePlan.PlanStage stage : plan.stages()) {
            ObjectNode node = stages.addObject().put("apiId", stage.apiId()).put("stage", stage.stage());
            if (!stage.throttles().isEmpty()) {
                ObjectNode throttles = node.putObject("throttle");
                stage.throttles().forEach((key, limit) -> throttles.set(key, throttle(limit)));
            }
        }
        if (plan.throttle() != null) {
            out.set("throttle", throttle(plan.throttle()));
        }
        UsagePlan.Quota quota = plan.quota();
        if (quota != null) {
            out.putObject("quota")
                    .put("limit", quota.limit())
                    .put("offset", quota.offset())
                    .put("period", quota.period());
        }
        if (withTags) {
            tags(out, plan.tags());
        }
        return out;
    }

    private static ObjectNode throttle(Throttle throttle) {
        ObjectNode out = object();
        out.put("burstLimit", throttle.burst() == null ? 0 : throttle.burst());
        out.put("rateLimit", throttle.rate() == null ? 0.0 : throttle.rate());
        return out;
    }

    static ObjectNode key(ApiKey key, boolean withValue, List<String> stageKeys, boolean withTags) {
        ObjectNode out = object().put("id", key.id()).put("name", key.name());
        if (withValue) {
            out.put("value", key.value());
        }
        optional(out, "description", key.description());
        optional(out, "customerId", key.customerId());
        out.put("enabled", key.enabled());
        out.put("createdDate", key.created().getEpochSecond());
        out.put("lastUpdatedDate", key.updated().getEpochSecond());
        ArrayNode stages = out.putArray("stageKeys");
        stageKeys.forEach(stages::add);
        if (withTags) {
            tags(out, key.tags());
        }
        return out;
    }

    static ObjectNode planKey(ApiKey key) {
        return object().put("id", key.id())
                .put("type", "API_KEY")
                .put("name", key.name())
                .put("value", key.value());
    }
}
