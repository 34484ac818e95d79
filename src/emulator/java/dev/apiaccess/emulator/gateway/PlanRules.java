// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.apiaccess.emulator.state.GatewayState;
import dev.apiaccess.emulator.state.RestApi;
import dev.apiaccess.emulator.state.Throttle;
import dev.apiaccess.emulator.state.UsagePlan;
import dev.apiaccess.emulator.state.UsagePlan.Quota;
import dev.apiaccess.emulator.wire.AwsError;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What API Gateway refuses about usage plans. */
final class PlanRules {
    private static final Set<String> PERIODS = Set.of("DAY", "WEEK", "MONTH");

    private PlanRules() {}

    static AwsError unknownStage(String planId, String apiId, String stage) {
        return GatewayCall.notFound(
                "Invalid API Stage {api: " + apiId + ", stage: " + stage + "} specified for usageplan " + planId);
    }

    static void stageExists(GatewayState state, String planId, String apiId, String stage) {
        RestApi api = state.apis().get(apiId);
        if (api == null || !api.stages().containsKey(stage)) {
            throw unknownStage(planId, apiId, stage);
        }
    }

    /** A stage may be opened to a key by one plan only. */
    static void onePlanPerStage(GatewayState state, UsagePlan plan, String apiId, String stage) {
        for (String keyId : state.members(plan.id()).keySet()) {
            keyFits(state, keyId, plan.id(), apiId, stage);
        }
    }

    static void keyFits(GatewayState state, String keyId, String planId, String apiId, String stage) {
        for (UsagePlan other : state.plansOf(keyId)) {
            if (!other.id().equals(planId) && other.stage(apiId, stage).isPresent()) {
                throw GatewayCall.conflict("Usage plan " + planId + " cannot be associated with API Key " + keyId
                        + " because API Key and API stage " + apiId + ":" + stage
                        + " are already associated with usage plan " + other.id());
            }
        }
    }

    static Quota quota(Quota quota) {
        if (!PERIODS.contains(quota.period())) {
            throw GatewayCall.bad("Quota period must be one of DAY, WEEK, MONTH");
        }
        if (quota.limit() < 1) {
            throw GatewayCall.bad("Quota limit must be greater than 0");
        }
        int longest = switch (quota.period()) {
            case "WEEK" -> 6;
            case "MONTH" -> 27;
            default -> 0;
        };
        if (quota.offset() < 0 || quota.offset() > longest) {
            throw GatewayCall.bad(
                    "Usage Plan quota offset must be zero in the DAY period, 0 to 6 in the WEEK period and 0 to"
                            + " 27 in the MONTH period");
        }
        return quota;
    }

    static Throttle throttle(JsonNode node) {
        JsonNode rate = node.get("rateLimit");
        JsonNode burst = node.get("burstLimit");
        if ((rate != null && !rate.isNumber()) || (burst != null && !burst.isIntegralNumber())) {
            throw GatewayCall.bad("Invalid throttle settings: rateLimit must be a number and burstLimit an integer");
        }
        return new Throttle(rate == null ? null : rate.asDouble(), burst == null ? null : burst.asInt());
    }

    static Map<String, Throttle> throttles(JsonNode map) {
        Map<String, Throttle> out = new TreeMap<>();
        map.properties().forEach(e -> out.put(methodKey(e.getKey()), throttle(e.getValue())));
        if (out.size() > 20) {
            throw new AwsError(
                    429, "LimitExceededException", "Maximum number of method throttle settings exceeded: 20");
        }
        return out;
    }

    static String methodKey(String key) {
        if (key.startsWith("*") || key.endsWith("*")) {
            throw GatewayCall.bad("Invalid throttle method " + key + ": wildcards are not allowed in usage plans");
        }
        if (!key.contains("/")) {
            throw GatewayCall.bad("Invalid throttle method " + key + ": expected {resourcePath}/{httpMethod}");
        }
        return key;
    }
}
