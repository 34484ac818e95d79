// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.testing;

import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.ExistingPlan;
import dev.apiaccess.model.ListedApi;
import dev.apiaccess.model.RestApi;
import dev.apiaccess.model.ShownStage;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.world.GatewaySlice;
import dev.apiaccess.world.ProtectionPart;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A listing of API Gateway on paper, of stages that have nothing but a deployment. What is not said is not there. */
public final class GatewayListing {

    private final String accountId;
    private final String region;
    private final Instant beganAt;
    private List<RestApi> apis = List.of();
    private Map<String, Map<String, ShownStage>> stages = Map.of();
    private Map<UnitKey.UsagePlanUnit, List<ExistingPlan>> plans = Map.of();
    private Map<UnitKey.ApiKeyUnit, List<ExistingKey>> keys = Map.of();
    private Map<String, Set<String>> foreignKeys = Map.of();
    private ProtectionPart protection = ProtectionPart.NONE;
    private int planCount;
    private int keyCount;

    private GatewayListing(String accountId, String region, Instant beganAt) {
        this.accountId = accountId;
        this.region = region;
        this.beganAt = beganAt;
    }

    public static GatewayListing of(String accountId, String region, Instant beganAt) {
        return new GatewayListing(accountId, region, beganAt);
    }

    public GatewayListing apis(List<RestApi> those) {
        apis = those;
        return this;
    }

    /** @param those ids of deployments by stage, by API id */
    public GatewayListing deployments(Map<String, Map<String, String>> those) {
        var shown = new HashMap<String, Map<String, ShownStage>>();
        those.forEach((api, ids) -> shown.put(
                api,
                ids.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, stage -> ShownStage.of(stage.getValue())))));
        stages = shown;
        return this;
    }

    public GatewayListing plans(Map<UnitKey.UsagePlanUnit, List<ExistingPlan>> those) {
        plans = those;
        return this;
    }

    public GatewayListing keys(Map<UnitKey.ApiKeyUnit, List<ExistingKey>> those) {
        keys = those;
        return this;
    }

    public GatewayListing foreignKeys(Map<String, Set<String>> those) {
        foreignKeys = those;
        return this;
    }

    public GatewayListing protection(ProtectionPart that) {
        protection = that;
        return this;
    }

    /** How many plans and keys the region has, ours and others. */
    public GatewayListing counts(int ofPlans, int ofKeys) {
        planCount = ofPlans;
        keyCount = ofKeys;
        return this;
    }

    public GatewaySlice slice() {
        return new GatewaySlice(
                accountId,
                region,
                beganAt,
                apis,
                apis.stream()
                        .filter(api -> stages.containsKey(api.id()))
                        .collect(Collectors.toMap(RestApi::id, ListedApi::of)),
                stages,
                protection,
                plans,
                keys,
                foreignKeys,
                planCount,
                keyCount);
    }
}
