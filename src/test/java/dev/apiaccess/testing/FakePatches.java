// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.apiaccess.model.ApiKey;
import dev.apiaccess.model.ApiStage;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.PatchOperation;
import dev.apiaccess.model.Quota;
import dev.apiaccess.model.Throttle;
import dev.apiaccess.model.UsagePlan;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What API Gateway makes of patch operations (API reference, patch operations of usage plans and API keys). */
public final class FakePatches {

    private static final ObjectMapper JSON = new ObjectMapper();

    private FakePatches() {}

    public static ApiKey apply(ApiKey key, List<PatchOperation> operations) {
        var patched = key;
        for (var operation : operations) {
            var value = Objects.requireNonNullElse(operation.value(), "");
            patched = switch (operation.op() + " " + operation.path()) {
                case "replace /enabled" -> patched.withEnabled(Boolean.parseBoolean(value));
                case "replace /name" -> new ApiKey(value, patched.description(), patched.enabled(), patched.planIds());
                case "replace /description" -> new ApiKey(patched.name(), value, patched.enabled(), patched.planIds());
                default -> throw new IllegalArgumentException("a key takes no " + operation);
            };
        }
        return patched;
    }

    public static UsagePlan apply(UsagePlan plan, List<PatchOperation> operations) {
        var patched = plan;
        for (var operation : operations) {
            patched = apply(patched, operation);
        }
        return patched;
    }

    private static UsagePlan apply(UsagePlan plan, PatchOperation operation) {
        var value = Objects.requireNonNullElse(operation.value(), "");
        var throttle = Objects.requireNonNullElse(plan.throttle(), new Throttle(0, 0));
        var quota = Objects.requireNonNullElse(plan.quota(), new Quota(0, Quota.Period.DAY));
        return switch (operation.op() + " " + operation.path()) {
            case "replace /name" ->
                new UsagePlan(value, plan.description(), plan.throttle(), plan.quota(), plan.stages());
            case "replace /description" ->
                new UsagePlan(plan.name(), value, plan.throttle(), plan.quota(), plan.stages());
            case "remove /throttle" -> with(plan, null, plan.quota(), plan.stages());
            case "replace /throttle/rateLimit" ->
                with(plan, new Throttle(Double.parseDouble(value), throttle.burstLimit()), plan.quota(), plan.stages());
            case "replace /throttle/burstLimit" ->
                with(plan, new Throttle(throttle.rateLimit(), Integer.parseInt(value)), plan.quota(), plan.stages());
            case "remove /quota" -> with(plan, plan.throttle(), null, plan.stages());
            case "replace /quota/limit" ->
                with(
                        plan,
                        plan.throttle(),
                        new Quota(Integer.parseInt(value), quota.period(), quota.offset()),
                        plan.stages());
            case "replace /quota/offset" ->
                with(
                        plan,
                        plan.throttle(),
                        new Quota(quota.limit(), quota.period(), Integer.parseInt(value)),
                        plan.stages());
            case "replace /quota/period" ->
                with(
                        plan,
                        plan.throttle(),
                        new Quota(quota.limit(), Quota.Period.valueOf(value), quota.offset()),
                        plan.stages());
            default -> with(plan, plan.throttle(), plan.quota(), stages(plan, operation, value));
        };
    }

    private static SortedMap<ApiStage, SortedMap<MethodKey, Throttle>> stages(
            UsagePlan plan, PatchOperation operation, String value) {
        var stages = new TreeMap<>(plan.stages());
        if (operation.path().equals("/apiStages")) {
            if (operation.op().equals("add")) {
                refuseIf(stages.put(stage(value), new TreeMap<>()) != null, operation);
            } else {
                refuseIf(stages.remove(stage(value)) == null, operation);
            }
            return stages;
        }
        refuseIf(!operation.path().matches("/apiStages/[^/]+/throttle"), operation);
        var stage = stage(operation.path().split("/", -1)[2]);
        refuseIf(!stages.containsKey(stage), operation);
        stages.put(stage, operation.op().equals("remove") ? new TreeMap<>() : limits(value));
        return stages;
    }

    private static SortedMap<MethodKey, Throttle> limits(String json) {
        try {
            var limits = new TreeMap<MethodKey, Throttle>();
            JSON.readTree(json).properties().forEach(entry -> {
                var slash = entry.getKey().lastIndexOf('/');
                limits.put(
                        new MethodKey(
                                entry.getKey().substring(0, slash),
                                entry.getKey().substring(slash + 1)),
                        new Throttle(
                                entry.getValue().path("rateLimit").asDouble(),
                                entry.getValue().path("burstLimit").asInt()));
            });
            return limits;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a map of limits: " + json, e);
        }
    }

    private static ApiStage stage(String text) {
        var colon = text.indexOf(':');
        return new ApiStage(text.substring(0, colon), text.substring(colon + 1));
    }

    private static void refuseIf(boolean wrong, PatchOperation operation) {
        if (wrong) {
            throw new IllegalArgumentException("a usage plan takes no " + operation + " now");
        }
    }

    private static UsagePlan with(
            UsagePlan plan,
            @Nullable Throttle throttle,
            @Nullable Quota quota,
            SortedMap<ApiStage, SortedMap<MethodKey, Throttle>> stages) {
        return new UsagePlan(plan.name(), plan.description(), throttle, quota, stages);
    }
}
