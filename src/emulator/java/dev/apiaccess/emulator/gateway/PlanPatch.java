// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.apiaccess.emulator.state.GatewayState;
import dev.apiaccess.emulator.state.Throttle;
import dev.apiaccess.emulator.state.UsagePlan;
import dev.apiaccess.emulator.state.UsagePlan.PlanStage;
import dev.apiaccess.emulator.state.UsagePlan.Quota;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** UpdateUsagePlan's patch grammar. Operations are applied in order to a draft, so a refused one changes nothing. */
final class PlanPatch {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern STAGE = Pattern.compile("/apiStages/([^/:]+):([^/]+)/throttle(?:/(.*))?");
    private static final Pattern LIMIT = Pattern.compile("(.*/[A-Z]+)/(rateLimit|burstLimit)");
    private static final String ALLOWED =
            "/name, /description, /productCode, /throttle/rateLimit, /throttle/burstLimit,"
                    + " /quota/limit, /quota/offset, /quota/period, /apiStages, /apiStages/{apiId:stage}/throttle/...";
    private final GatewayState state;
    private final UsagePlan plan;
    private String name;
    private @Nullable String description;
    private @Nullable String productCode;
    private @Nullable Throttle throttle;
    private @Nullable Quota quota;
    private final List<PlanStage> stages;

    private PlanPatch(GatewayState state, UsagePlan plan) {
        this.state = state;
        this.plan = plan;
        name = plan.name();
        description = plan.description();
        productCode = plan.productCode();
        throttle = plan.throttle();
        quota = plan.quota();
        stages = new ArrayList<>(plan.stages());
    }

    static UsagePlan apply(GatewayState state, UsagePlan plan, List<Patch> patches) {
        PlanPatch draft = new PlanPatch(state, plan);
        patches.forEach(draft::apply);
        return new UsagePlan(
                plan.id(),
                plan.sequence(),
                plan.created(),
                draft.name,
                draft.description,
                draft.productCode,
                draft.throttle,
                draft.quota == null ? null : PlanRules.quota(draft.quota),
                List.copyOf(draft.stages),
                plan.tags());
    }

    private void apply(Patch patch) {
        switch (patch.path()) {
            case "/name" -> name = patch.text();
            case "/description" -> description = patch.isRemove() ? null : patch.text();
            case "/productCode" -> productCode = patch.isRemove() ? null : patch.text();
            case "/throttle" -> {
                onlyRemove(patch);
                throttle = null;
            }
            case "/throttle/rateLimit" ->
                throttle = new Throttle(patch.number(), throttle == null ? null : throttle.burst());
            case "/throttle/burstLimit" ->
                throttle = new Throttle(throttle == null ? null : throttle.rate(), patch.whole());
            case "/quota" -> {
                onlyRemove(patch);
                quota = null;
            }
            case "/quota/limit" -> quota = new Quota(patch.whole(), old().offset(), old().period());
            case "/quota/offset" -> quota = new Quota(old().limit(), patch.whole(), old().period());
            case "/quota/period" -> quota = new Quota(old().limit(), old().offset(), patch.text());
            case "/apiStages" -> membership(patch);
            default -> methodLimits(patch);
        }
    }

    private Quota old() {
        return quota == null ? new Quota(0, 0, "") : quota;
    }

    private static void onlyRemove(Patch patch) {
        if (!patch.isRemove()) {
            throw patch.invalid(ALLOWED);
        }
    }

    private void membership(Patch patch) {
        String[] parts = patch.text().split(":", -1);
        if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
            throw GatewayCall.bad("Invalid API Stage specified");
        }
        boolean present = stages.stream()
                .anyMatch(s -> s.apiId().equals(parts[0]) && s.stage().equals(parts[1]));
        switch (patch.op()) {
            case "add" -> {
                PlanRules.stageExists(state, plan.id(), parts[0], parts[1]);
                if (present) {
                    throw GatewayCall.conflict(
                            "API Stage " + patch.text() + " is already associated with this usage plan");
                }
                stages.add(new PlanStage(parts[0], parts[1], Map.of()));
                PlanRules.onePlanPerStage(state, plan, parts[0], parts[1]);
            }
            case "remove" -> {
                if (!present) {
                    throw PlanRules.unknownStage(plan.id(), parts[0], parts[1]);
                }
                stages.removeIf(s -> s.apiId().equals(parts[0]) && s.stage().equals(parts[1]));
            }
            default -> throw patch.invalid(ALLOWED);
        }
    }

    private void methodLimits(Patch patch) {
        Matcher target = STAGE.matcher(patch.path());
        if (!target.matches()) {
            throw patch.invalid(ALLOWED);
        }
        int index = index(target.group(1), target.group(2));
        PlanStage stage = stages.get(index);
        Map<String, Throttle> limits = new TreeMap<>(stage.throttles());
        @Nullable String rest = target.group(3);
        if (rest == null) {
            limits.clear();
            if (!patch.isRemove()) {
                limits.putAll(PlanRules.throttles(map(patch)));
            }
        } else if (patch.isRemove()) {
            if (limits.remove(rest) == null) {
                throw GatewayCall.notFound("No throttle settings for method " + rest + " in this usage plan");
            }
        } else {
            Matcher limit = LIMIT.matcher(rest);
            if (!limit.matches()) {
                throw patch.invalid(ALLOWED);
            }
            String key = PlanRules.methodKey(limit.group(1));
            Throttle old = limits.getOrDefault(key, new Throttle(null, null));
            limits.put(
                    key,
                    limit.group(2).equals("rateLimit")
                            ? new Throttle(patch.number(), old.burst())
                            : new Throttle(old.rate(), patch.whole()));
        }
        stages.set(index, new PlanStage(stage.apiId(), stage.stage(), Map.copyOf(limits)));
    }

    private int index(String apiId, String stage) {
        for (int i = 0; i < stages.size(); i++) {
            if (stages.get(i).apiId().equals(apiId) && stages.get(i).stage().equals(stage)) {
                return i;
            }
        }
        throw PlanRules.unknownStage(plan.id(), apiId, stage);
    }

    private static JsonNode map(Patch patch) {
        try {
            JsonNode map = JSON.readTree(patch.text());
            if (map.isObject()) {
                return map;
            }
        } catch (JsonProcessingException e) {
            throw GatewayCall.bad("Invalid throttle map specified: it is not JSON");
        }
        throw GatewayCall.bad("Invalid throttle map specified: it is not an object");
    }
}
