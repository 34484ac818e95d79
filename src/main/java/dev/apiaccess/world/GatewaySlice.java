// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.world;

import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.ExistingPlan;
import dev.apiaccess.model.ListedApi;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.Place;
import dev.apiaccess.model.RestApi;
import dev.apiaccess.model.ShownStage;
import dev.apiaccess.model.UnitKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One complete listing of API Gateway in an account and region.
 *
 * @param beganAt when the first page was asked for: nothing written later is evidence in it
 * @param apis every REST API of the region
 * @param shown what decides about calls of an API, by its id, for the APIs that some object refers to
 * @param stages stages by name, by API id, for the same APIs
 * @param protection what was read of the APIs that some object protects
 * @param plans usage plans that bear this cluster's mark, by unit
 * @param keys API keys that bear this cluster's mark, by unit
 * @param foreignKeys names and ids of other API keys in our plans, by id of the plan
 * @param planCount usage plans of the region, ours and others
 * @param keyCount API keys of the region, ours and others
 */
public record GatewaySlice(
        String accountId,
        String region,
        Instant beganAt,
        List<RestApi> apis,
        Map<String, ListedApi> shown,
        Map<String, Map<String, ShownStage>> stages,
        ProtectionPart protection,
        Map<UnitKey.UsagePlanUnit, List<ExistingPlan>> plans,
        Map<UnitKey.ApiKeyUnit, List<ExistingKey>> keys,
        Map<String, Set<String>> foreignKeys,
        int planCount,
        int keyCount)
        implements Slice {

    /** Without anything that was not read, and without the role that writes logs. */
    public GatewaySlice(
            String accountId,
            String region,
            Instant beganAt,
            List<RestApi> apis,
            Map<String, ListedApi> shown,
            Map<String, Map<String, ShownStage>> stages,
            Map<UnitKey.RestApiUnit, ExistingApi> protectedApis,
            Map<UnitKey.UsagePlanUnit, List<ExistingPlan>> plans,
            Map<UnitKey.ApiKeyUnit, List<ExistingKey>> keys,
            Map<String, Set<String>> foreignKeys,
            int planCount,
            int keyCount) {
        this(
                accountId,
                region,
                beganAt,
                apis,
                shown,
                stages,
                ProtectionPart.of(protectedApis),
                plans,
                keys,
                foreignKeys,
                planCount,
                keyCount);
    }

    public GatewaySlice {
        apis = List.copyOf(apis);
        shown = Map.copyOf(shown);
        stages = Map.copyOf(stages);
        plans = Map.copyOf(plans);
        keys = Map.copyOf(keys);
        foreignKeys = Map.copyOf(foreignKeys);
    }

    /** What was read of the APIs that some object protects, by id. */
    public Map<UnitKey.RestApiUnit, ExistingApi> protectedApis() {
        return protection.apis();
    }

    /** Why APIs that some object protects were not read, by id. */
    public Map<String, String> unreadApis() {
        return protection.unread();
    }

    @Override
    public Operation.Service service() {
        return Operation.Service.API_GATEWAY;
    }

    @Override
    public Place place() {
        return new Place(accountId, region);
    }

    @Override
    public Stream<UnitKey> units() {
        return Stream.concat(plans.keySet().stream(), keys.keySet().stream());
    }

    @Override
    public Observed of(UnitKey unit) {
        if (unit instanceof UnitKey.RestApiUnit api) {
            return new Observed.Api(
                    Optional.ofNullable(protection.apis().get(api)).stream().toList());
        }
        if (unit instanceof UnitKey.UsagePlanUnit plan) {
            return new Observed.Plan(plans.getOrDefault(plan, List.of()));
        }
        return unit instanceof UnitKey.ApiKeyUnit key
                ? new Observed.Key(keys.getOrDefault(key, List.of()))
                : unit.nothing();
    }

    /**
     * An API is known when it was read, and when the region has none of its id. One that is there and was not read, since nothing protected
     * it when the listing was made or since a right is missing, is not.
     */
    @Override
    public boolean knows(UnitKey unit) {
        return !(unit instanceof UnitKey.RestApiUnit api)
                || protection.apis().containsKey(api)
                || apis.stream().noneMatch(one -> one.id().equals(api.apiId()));
    }
}
