// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import dev.apiaccess.api.Tenant;
import dev.apiaccess.model.OwnerRef;
import dev.apiaccess.model.Quota;
import dev.apiaccess.model.Throttle;
import dev.apiaccess.model.UnitKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an ApiRateLimit wants, with its APIs resolved. What AWS does not have leaves only its own stage out.
 *
 * @param stages those that exist
 * @param missing entries whose stage or API does not exist
 */
public record UsagePlanIntent(
        OwnerRef owner,
        String uid,
        String connection,
        Tenant tenant,
        String accountId,
        String region,
        @Nullable Throttle throttle,
        @Nullable Quota quota,
        List<LimitedStage> stages,
        List<MissingStage> missing) {

    /** The unit in AWS. */
    public UnitKey.UsagePlanUnit unit() {
        return new UnitKey.UsagePlanUnit(accountId, region, owner.namespace(), owner.name());
    }

    /**
     * One stage of the plan.
     *
     * @param name the entry's name in the manifest
     * @param methods limits by resource path and verb
     */
    public record LimitedStage(
            String name,
            String apiId,
            String apiName,
            String stage,
            Map<dev.apiaccess.model.MethodKey, Throttle> methods) {}

    /**
     * An entry that is left out.
     *
     * @param apiId of the API that it was resolved to, null when that is not known
     * @param stays whether the stage may exist all the same, such as under another name of its API: then it stays where it is in the
     *     plan
     */
    public record MissingStage(
            String name,
            @Nullable String apiId,
            String apiName,
            String stage,
            Map<dev.apiaccess.model.MethodKey, Throttle> methods,
            boolean stays,
            LeftOut why) {}

    /** The same intent as if nothing were missing, as far as its APIs are known. */
    public UsagePlanIntent whole() {
        var all = Stream.concat(
                stages.stream(),
                missing.stream()
                        .flatMap(one -> Optional.ofNullable(one.apiId())
                                .map(id -> new LimitedStage(one.name(), id, one.apiName(), one.stage(), one.methods()))
                                .stream()));
        return new UsagePlanIntent(
                owner, uid, connection, tenant, accountId, region, throttle, quota, all.toList(), List.of());
    }

    /** A stage that an entry was resolved to, whether it exists or not. */
    public record Resolved(String apiId, String apiName, String stage) {}

    /** What all entries were resolved to, as far as their APIs are known. */
    public List<Resolved> resolved() {
        return Stream.concat(
                        stages.stream().map(one -> new Resolved(one.apiId(), one.apiName(), one.stage())),
                        missing.stream()
                                .flatMap(one -> Optional.ofNullable(one.apiId())
                                        .map(id -> new Resolved(id, one.apiName(), one.stage()))
                                        .stream()))
                .toList();
    }
}
