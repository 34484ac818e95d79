// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What AWS holds for one unit, as far as we know. */
public sealed interface Observed {

    /** @param existing empty when AWS holds no such policy */
    record Policy(Optional<ExistingPolicy> existing) implements Observed {}

    /**
     * @param existing every plan that bears the unit's mark, by id; more than one only after somebody copied it, since
     *     names are not unique in API Gateway
     */
    record Plan(List<ExistingPlan> existing) implements Observed {
        public Plan {
            existing = existing.stream()
                    .sorted(Comparator.comparing(ExistingPlan::id))
                    .toList();
        }

        public Optional<ExistingPlan> first() {
            return existing.stream().findFirst();
        }
    }

    /** @param existing every key that bears the unit's mark, by id */
    record Key(List<ExistingKey> existing) implements Observed {
        public Key {
            existing = existing.stream()
                    .sorted(Comparator.comparing(ExistingKey::id))
                    .toList();
        }

        public Optional<ExistingKey> first() {
            return existing.stream().findFirst();
        }
    }

    /** The same with the tags that are known, by id or ARN; what they are not known of stays without. */
    default Observed withTags(Map<String, Map<String, String>> tags) {
        return switch (this) {
            case Policy policy ->
                new Policy(policy.existing().map(one -> {
                    var known = tags.get(one.arn());
                    return known == null ? one : one.withTags(known);
                }));
            case Plan plan ->
                new Plan(plan.existing().stream()
                        .map(one -> {
                            var known = tags.get(one.id());
                            return known == null ? one : one.withTags(known);
                        })
                        .toList());
            case Key key ->
                new Key(key.existing().stream()
                        .map(one -> {
                            var known = tags.get(one.id());
                            return known == null ? one : one.withTags(known);
                        })
                        .toList());
        };
    }

    /** Nothing of this unit in AWS. */
    static Observed nothing(UnitKey unit) {
        return switch (unit) {
            case UnitKey.PolicyUnit _, UnitKey.ClaimUnit _ -> new Policy(Optional.empty());
            case UnitKey.PlanUnit _ -> new Plan(List.of());
            case UnitKey.KeyUnit _ -> new Key(List.of());
        };
    }

    /** Whether AWS holds nothing for the unit. */
    default boolean absent() {
        return switch (this) {
            case Policy policy -> policy.existing().isEmpty();
            case Plan plan -> plan.existing().isEmpty();
            case Key key -> key.existing().isEmpty();
        };
    }
}
