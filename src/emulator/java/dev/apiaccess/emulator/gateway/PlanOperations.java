// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.emulator.state.ApiKey;
import dev.apiaccess.emulator.state.GatewayState;
import dev.apiaccess.emulator.state.Ids;
import dev.apiaccess.emulator.state.QuotaPeriod;
import dev.apiaccess.emulator.state.Usage;
import dev.apiaccess.emulator.state.UsagePlan;
import dev.apiaccess.emulator.state.UsagePlan.PlanStage;
import dev.apiaccess.emulator.state.UsagePlan.Quota;
import dev.apiaccess.emulator.wire.WireResponse;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Usage plans, their keys and their usage. */
final class PlanOperations {
    private static final String PLAN = "/usageplans/{plan}";
    private static final int LONGEST_USAGE_DAYS = 90;

    private PlanOperations() {}

    static void register(Router router) {
        router.add("POST", "/usageplans", "CreateUsagePlan", PlanOperations::create);
        router.add("GET", "/usageplans", "GetUsagePlans", PlanOperations::list);
        router.add("GET", PLAN, "GetUsagePlan", c -> WireResponse.json(200, GatewayJson.plan(c.plan(), true)));
        router.add("PATCH", PLAN, "UpdateUsagePlan", PlanOperations::update);
        router.add("DELETE", PLAN, "DeleteUsagePlan", PlanOperations::delete);
        router.add("POST", PLAN + "/keys", "CreateUsagePlanKey", PlanOperations::addKey);
        router.add("GET", PLAN + "/keys", "GetUsagePlanKeys", PlanOperations::keys);
        router.add("GET", PLAN + "/keys/{key}", "GetUsagePlanKey", PlanOperations::getKey);
        router.add("DELETE", PLAN + "/keys/{key}", "DeleteUsagePlanKey", PlanOperations::removeKey);
        router.add("GET", PLAN + "/usage", "GetUsage", PlanOperations::usage);
        router.add("PATCH", PLAN + "/keys/{key}/usage", "UpdateUsage", PlanOperations::extend);
    }

    private static WireResponse create(GatewayCall call) {
        String name = call.need("name");
        if (name.isBlank()) {
            throw GatewayCall.bad("Usage plan name must not be empty");
        }
        String id = Ids.shortGateway();
        List<PlanStage> stages = new ArrayList<>();
        for (JsonNode stage : call.body().path("apiStages")) {
            String apiId = stage.path("apiId").asText("");
            String stageName = stage.path("stage").asText("");
            PlanRules.stageExists(call.state(), id, apiId, stageName);
            if (stages.stream()
                    .anyMatch(s -> s.apiId().equals(apiId) && s.stage().equals(stageName))) {
                throw GatewayCall.bad("API Stage " + apiId + ":" + stageName + " is given twice");
            }
            stages.add(new PlanStage(apiId, stageName, Map.copyOf(PlanRules.throttles(stage.path("throttle")))));
        }
        JsonNode throttle = call.body().get("throttle");
        UsagePlan plan = new UsagePlan(
                id,
                call.state().next(),
                call.now(),
                name,
                call.text("description"),
                null,
                throttle == null || throttle.isNull() ? null : PlanRules.throttle(throttle),
                quota(call.body().get("quota")),
                List.copyOf(stages),
                call.tags());
        call.state().put(plan);
        return WireResponse.json(201, GatewayJson.plan(plan, true));
    }

    private static @Nullable Quota quota(@Nullable JsonNode node) {
        if (node == null || node.isNull()) {
            return null;
        }
        return PlanRules.quota(new Quota(
                node.path("limit").asInt(0),
                node.path("offset").asInt(0),
                node.path("period").asText("")));
    }

    private static WireResponse list(GatewayCall call) {
        String keyId = call.query().get("keyId", "");
        GatewayState state = call.state();
        return Listing.page(
                call.query(),
                keyId.isEmpty() ? state.plans().values() : state.plansOf(keyId),
                plan -> Listing.newestFirst(plan.sequence()),
                plan -> GatewayJson.plan(plan, false));
    }

    private static WireResponse update(GatewayCall call) {
        UsagePlan changed = PlanPatch.apply(call.state(), call.plan(), call.patches());
        call.state().put(changed);
        return WireResponse.json(200, GatewayJson.plan(changed, true));
    }

    private static WireResponse delete(GatewayCall call) {
        UsagePlan plan = call.plan();
        if (!plan.stages().isEmpty()) {
            throw GatewayCall.bad(
                    "Cannot delete Usage Plan " + plan.id() + " because there are API Stages associated with it");
        }
        call.state().removePlan(plan.id());
        return WireResponse.empty(202);
    }

    private static WireResponse addKey(GatewayCall call) {
        UsagePlan plan = call.plan();
        ApiKey key = call.key(call.need("keyId"));
        if (!call.text("keyType", "API_KEY").equals("API_KEY")) {
            throw GatewayCall.bad("Invalid key type specified. Must be API_KEY");
        }
        if (call.state().members(plan.id()).containsKey(key.id())) {
            throw GatewayCall.conflict("API Key " + key.id() + " is already associated with usage plan " + plan.id());
        }
        for (PlanStage stage : plan.stages()) {
            PlanRules.keyFits(call.state(), key.id(), plan.id(), stage.apiId(), stage.stage());
        }
        call.state().members(plan.id()).put(key.id(), call.now());
        return WireResponse.json(201, GatewayJson.planKey(key));
    }

    private static WireResponse keys(GatewayCall call) {
        String prefix = call.query().get("name", "");
        // A plan that does not exist has no keys; AWS answers so too.
        List<ApiKey> keys = !call.state().plans().containsKey(call.path("plan"))
                ? List.of()
                : call.state().members(call.path("plan")).keySet().stream()
                        .map(call::key)
                        .filter(k -> k.name().startsWith(prefix))
                        .toList();
        Function<ApiKey, String> order = key -> Listing.newestFirst(key.sequence());
        return Listing.page(call.query(), keys, order, GatewayJson::planKey);
    }

    private static ApiKey member(GatewayCall call) {
        UsagePlan plan = call.plan();
        if (!call.state().members(plan.id()).containsKey(call.path("key"))) {
            throw GatewayCall.notFound("Invalid Usage Plan Key specified");
        }
        return call.key(call.path("key"));
    }

    private static WireResponse getKey(GatewayCall call) {
        return WireResponse.json(200, GatewayJson.planKey(member(call)));
    }

    private static WireResponse removeKey(GatewayCall call) {
        ApiKey key = member(call);
        call.state().members(call.path("plan")).remove(key.id());
        return WireResponse.empty(202);
    }

    private static WireResponse usage(GatewayCall call) {
        UsagePlan plan = call.plan();
        Quota quota = plan.quota();
        LocalDate first = date(call, "startDate");
        LocalDate last = date(call, "endDate");
        if (last.isBefore(first) || first.plusDays(LONGEST_USAGE_DAYS).isBefore(last)) {
            throw GatewayCall.bad("Invalid date range specified");
        }
        String wanted = call.query().get("keyId", "");
        List<ApiKey> keys = call.state().members(plan.id()).keySet().stream()
                .filter(id -> wanted.isEmpty() || wanted.equals(id))
                .map(call::key)
                .toList();
        Listing.Part<ApiKey> part = Listing.part(call.query(), keys, key -> Listing.newestFirst(key.sequence()));
        ObjectNode out = GatewayJson.object()
                .put("usagePlanId", plan.id())
                .put("startDate", first.toString())
                .put("endDate", last.toString());
        ObjectNode values = out.putObject("values");
        for (ApiKey key : part.things()) {
            ArrayNode days = values.putArray(key.id());
            first.datesUntil(last.plusDays(1)).forEach(day -> {
                int used = call.state().usage().on(plan.id(), key.id(), day);
                int left = quota != null
                        ? QuotaPeriod.remaining(plan, quota, call.state().usage(), key.id(), day)
                        : 0;
                days.addArray().add(used).add(left);
            });
        }
        part.goesOn(out);
        return WireResponse.json(200, out);
    }

    /** What is left in the period that runs; in the next one it is the whole quota again. */
    private static WireResponse extend(GatewayCall call) {
        UsagePlan plan = call.plan();
        ApiKey key = member(call);
        Quota quota = plan.quota();
        if (quota == null) {
            throw GatewayCall.bad("Usage Plan " + plan.id() + " has no quota");
        }
        Usage usage = call.state().usage();
        LocalDate today = QuotaPeriod.day(call.now());
        for (Patch patch : call.patches()) {
            if (!patch.op().equals("replace") || !patch.path().equals("/remaining")) {
                throw patch.invalid("/remaining");
            }
            int left = QuotaPeriod.remaining(plan, quota, usage, key.id(), today);
            usage.extend(plan.id(), key.id(), QuotaPeriod.begin(quota, today), patch.whole() - left);
        }
        ObjectNode out = GatewayJson.object()
                .put("usagePlanId", plan.id())
                .put("startDate", today.toString())
                .put("endDate", today.toString());
        out.putObject("values")
                .putArray(key.id())
                .addArray()
                .add(usage.on(plan.id(), key.id(), today))
                .add(QuotaPeriod.remaining(plan, quota, usage, key.id(), today));
        return WireResponse.json(200, out);
    }

    private static LocalDate date(GatewayCall call, String name) {
        try {
            return LocalDate.parse(call.query().get(name, ""));
        } catch (DateTimeParseException e) {
            throw GatewayCall.bad("Invalid " + name + " specified. Must be in the form yyyy-MM-dd");
        }
    }
}
