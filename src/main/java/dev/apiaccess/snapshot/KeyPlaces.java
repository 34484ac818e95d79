// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.snapshot;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.Mode;
import dev.apiaccess.api.Reason;
import dev.apiaccess.intent.Ended;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.intent.UsagePlanIntent;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.world.View;
import dev.apiaccess.world.World;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * Which grants of a namespace get a key in a tier that limits their number: first those that have one, since a lower number takes
 * nothing away, then the oldest.
 */
public final class KeyPlaces {

    private static final Comparator<ApiKeyGrant> OLDEST_FIRST = Comparator.comparing(
                    (ApiKeyGrant grant) -> String.valueOf(grant.getMetadata().getCreationTimestamp()))
            .thenComparing(grant -> grant.getMetadata().getName());

    private KeyPlaces() {}

    /**
     * How many other grants of the namespace come before a grant in a tier, retained keys included; 0 where the tier does not count, or
     * the grant has its key.
     *
     * @param plan what the tier wants
     */
    static int ahead(
            ApiKeyGrant grant, ApiRateLimit limit, Verdict<UsagePlanIntent> plan, ObjectStore objects, World world) {
        if (limit.getSpec().maxKeysPerNamespace() == null || hasKey(grant, limit)) {
            return 0;
        }
        var retained = plan instanceof Verdict.Wanted<UsagePlanIntent>(var intent)
                ? retained(grant.getMetadata().getNamespace(), intent.unit(), objects, world)
                : 0;
        return retained
                + (int) beside(grant, limit, objects).stream()
                        .filter(other -> hasKey(other, limit)
                                || (other.getSpec().mode() != Mode.Plan && OLDEST_FIRST.compare(other, grant) < 0))
                        .count();
    }

    private static int retained(String namespace, UnitKey.UsagePlanUnit tier, ObjectStore objects, World world) {
        return world.view(tier) instanceof View.Known known && known.observed() instanceof Observed.Plan found
                ? (int) found.existing().stream()
                        .flatMap(plan -> world.inventory().keysIn(tier.accountId(), plan.id()).stream())
                        .filter(key -> key.namespace().equals(namespace)
                                && objects.grant(key.namespace(), key.name())
                                        .filter(grant -> !Ended.is(grant))
                                        .isEmpty())
                        .distinct()
                        .count()
                : 0;
    }

    /** Grants that wait for the place of a deleted one. */
    public static List<ApiKeyGrant> waiting(ApiKeyGrant gone, ObjectStore objects) {
        var own = gone.getMetadata().getNamespace();
        return gone.getSpec().rateLimits().stream()
                .flatMap(reference ->
                        objects
                                .limit(Objects.requireNonNullElse(reference.namespace(), own), reference.name())
                                .stream())
                .filter(limit -> limit.getSpec().maxKeysPerNamespace() != null)
                .flatMap(limit -> beside(gone, limit, objects).stream())
                .filter(KeyPlaces::waits)
                .distinct()
                .toList();
    }

    private static List<ApiKeyGrant> beside(ApiKeyGrant grant, ApiRateLimit limit, ObjectStore objects) {
        var meta = grant.getMetadata();
        return objects
                .grantsOf(
                        limit.getMetadata().getNamespace(), limit.getMetadata().getName())
                .stream()
                .filter(other -> !Ended.is(other)
                        && other.getMetadata().getNamespace().equals(meta.getNamespace())
                        && !other.getMetadata().getName().equals(meta.getName()))
                .toList();
    }

    private static boolean hasKey(ApiKeyGrant grant, ApiRateLimit limit) {
        var status = grant.getStatus();
        var meta = limit.getMetadata();
        return status != null
                && status.apiKeyId() != null
                && status.plans().stream()
                        .anyMatch(plan -> meta.getName().equals(plan.name())
                                && meta.getNamespace().equals(plan.namespace()));
    }

    private static boolean waits(ApiKeyGrant grant) {
        var status = grant.getStatus();
        return status != null
                && (status.parts().stream()
                                .anyMatch(part -> Reason.LimitReached.name().equals(part.reason()))
                        || StatusConditions.find(status.conditions(), ConditionType.Accepted)
                                .filter(accepted -> Reason.LimitReached.name().equals(accepted.getReason()))
                                .isPresent());
    }
}
