// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.snapshot;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ConditionStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.Reason;
import dev.apiaccess.api.RuleEffect;
import dev.apiaccess.intent.StatusConditions;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether what policies declare of an API has been in AWS for long enough: a method that begins to ask for signatures would refuse callers whose
 * policy is not there yet, or not known to all of AWS.
 */
public final class SettledPolicies {

    /** What is left out for these does not exist, so nobody calls by it; the rest of the policy is in AWS then. */
    private static final Set<String> NOBODY = Set.of(Reason.PrincipalNotFound.name(), Reason.TargetNotFound.name());

    private SettledPolicies() {}

    /**
     * What is waited for.
     *
     * @param why in words
     * @param until when it is over, where time alone decides that
     */
    public record Unsettled(String why, Optional<Instant> until) {}

    /**
     * What to wait for; empty where all are settled.
     *
     * @param policies those that have their way
     * @param namespace the one whose objects may be named
     * @param settling how long what is in AWS may be unknown to parts of it
     */
    static Optional<Unsettled> unsettled(
            Collection<ApiAccessPolicy> policies, String namespace, Instant now, Duration settling) {
        return policies.stream()
                .filter(policy -> policy.getSpec().rules().stream().anyMatch(rule -> rule.effect() != RuleEffect.Deny))
                .flatMap(policy -> unsettled(policy, namespace, now, settling).stream())
                // What people have to see to comes before what time settles, and the longest wait before shorter ones.
                .max(Comparator.comparing(one -> one.until().orElse(Instant.MAX)));
    }

    private static Optional<Unsettled> unsettled(
            ApiAccessPolicy policy, String namespace, Instant now, Duration settling) {
        var meta = policy.getMetadata();
        var name = namespace.equals(meta.getNamespace())
                ? "ApiAccessPolicy " + meta.getNamespace() + "/" + meta.getName()
                : "an ApiAccessPolicy of another namespace";
        var status = policy.getStatus();
        var synced = status == null
                ? Optional.<Condition>empty()
                : StatusConditions.find(status.conditions(), ConditionType.Synced)
                        .filter(one -> Objects.equals(one.getObservedGeneration(), meta.getGeneration()))
                        .filter(SettledPolicies::isIn);
        if (status == null || synced.isEmpty()) {
            return Optional.of(new Unsettled(name + " is not Synced", Optional.empty()));
        }
        var since = latest(synced.get().getLastTransitionTime(), status.lastChangeTime());
        var until = since.plus(settling);
        return until.isAfter(now)
                ? Optional.of(new Unsettled(name + " is in AWS for less than two minutes", Optional.of(until)))
                : Optional.empty();
    }

    private static boolean isIn(Condition synced) {
        return ConditionStatus.True.isOf(synced)
                || (ConditionStatus.False.isOf(synced) && NOBODY.contains(synced.getReason()));
    }

    private static Instant latest(@Nullable String one, @Nullable String other) {
        return Stream.of(one, other)
                .filter(Objects::nonNull)
                .map(Instant::parse)
                .max(Instant::compareTo)
                .orElse(Instant.MAX.minus(Duration.ofDays(1)));
    }
}
