// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.dataplane;

import dev.apiaccess.emulator.control.TokenBucket;
import dev.apiaccess.emulator.state.GatewayState;
import dev.apiaccess.emulator.state.QuotaPeriod;
import dev.apiaccess.emulator.state.Stage;
import dev.apiaccess.emulator.state.Throttle;
import dev.apiaccess.emulator.state.UsagePlan;
import dev.apiaccess.emulator.state.UsagePlan.PlanStage;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** How often: buckets per key and method, per key and plan, per stage and method, then the quota. */
final class Metering {
    private static final int MOST_BUCKETS = 100_000;
    private final Clock clock;
    private final Map<String, TokenBucket> buckets = new ConcurrentHashMap<>();

    Metering(Clock clock) {
        this.clock = clock;
    }

    /** The plan limits of one key: of the method if there are any, then of the plan. */
    void plan(UsagePlan plan, PlanStage stage, String keyId, String resource, String verb) {
        for (Map.Entry<String, Throttle> entry : stage.throttles().entrySet()) {
            if (concerns(entry.getKey(), resource, verb)) {
                String name =
                        plan.id() + "/" + keyId + "/" + stage.apiId() + ":" + stage.stage() + "/" + entry.getKey();
                take(name, entry.getValue().rate(), entry.getValue().burst());
            }
        }
        Throttle limit = plan.throttle();
        if (limit != null) {
            take(plan.id() + "/" + keyId, limit.rate(), limit.burst());
        }
    }

    /** The stage's own limit of a method: its own setting, or the one for all methods. */
    void stage(String apiId, Stage stage, String resource, String verb) {
        Map<String, Object> settings = null;
        for (Map.Entry<String, Map<String, Object>> entry : stage.settings().entrySet()) {
            if (concerns(entry.getKey(), resource, verb)) {
                settings = entry.getValue();
            }
        }
        if (settings == null) {
            settings = stage.settings().get("*/*");
        }
        if (settings != null
                && settings.get("throttlingRateLimit") instanceof Double rate
                && settings.get("throttlingBurstLimit") instanceof Integer burst) {
            take("stage/" + apiId + ":" + stage.name() + resource + "/" + verb, rate, burst);
        }
    }

    /** Counts a request against the quota of a key, or refuses it. */
    void quota(GatewayState state, UsagePlan plan, String keyId) {
        LocalDate today = QuotaPeriod.day(clock.instant());
        UsagePlan.Quota quota = plan.quota();
        if (quota != null && QuotaPeriod.remaining(plan, quota, state.usage(), keyId, today) <= 0) {
            throw Refusal.quotaUsedUp();
        }
        state.usage().count(plan.id(), keyId, today);
    }

    private void take(String name, @Nullable Double rate, @Nullable Integer burst) {
        if (rate == null || rate < 0) {
            return;
        }
        double size = burst == null || burst < 0 ? Math.max(1, Math.ceil(rate)) : burst;
        if (buckets.size() > MOST_BUCKETS) {
            buckets.clear();
        }
        TokenBucket bucket = buckets.computeIfAbsent(name, ignored -> new TokenBucket(clock, rate, size));
        bucket.reshape(rate, size);
        if (bucket.take() > 0) {
            throw Refusal.tooMany();
        }
    }

    /** Keys are kept as they were addressed: {@code ~1orders/GET}, {@code /orders/GET} and {@code orders/GET} mean the same. */
    static boolean concerns(String key, String resource, String verb) {
        int slash = key.lastIndexOf('/');
        String path = key.substring(0, slash).replace("~1", "/").replace("~0", "~");
        return key.substring(slash + 1).equals(verb) && (path.startsWith("/") ? path : "/" + path).equals(resource);
    }
}
