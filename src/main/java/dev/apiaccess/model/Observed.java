// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What AWS holds for one unit, as far as we know. */
public sealed interface Observed {

    /**
     * @param existing empty when AWS holds no such policy
     * @param others a policy of the unit's name that nothing proves to be ours: it is left alone; one at most, since names are unique
     */
    record Policy(Optional<ExistingPolicy> existing, List<ExistingPolicy> others) implements Observed {
        public Policy {
            others = List.copyOf(others);
        }

        /** Where everything is ours. */
        public Policy(Optional<ExistingPolicy> existing) {
            this(existing, List.of());
        }
    }

    /**
     * @param existing every plan that bears the unit's mark and is ours or may be, the best proven first, then by id; more than one
     *     only after somebody copied it, since names are not unique in API Gateway
     * @param others plans with the mark that nothing proves to be ours: they are left alone
     */
    record Plan(List<ExistingPlan> existing, List<ExistingPlan> others) implements Observed {
        public Plan {
            existing = existing.stream()
                    .sorted(Comparator.comparing(ExistingPlan::proof).thenComparing(ExistingPlan::id))
                    .toList();
            others = others.stream()
                    .sorted(Comparator.comparing(ExistingPlan::id))
                    .toList();
        }

        /** Where everything is ours. */
        public Plan(List<ExistingPlan> existing) {
            this(existing, List.of());
        }

        /** The plan that is worked on. */
        public Optional<ExistingPlan> first() {
            return existing.stream().findFirst();
        }

        /** The plan that others may be led to: never one that is not proven. */
        public Optional<ExistingPlan> proven() {
            return first().filter(one -> one.proof().proven());
        }

        public Plan with(List<ExistingPlan> next) {
            return new Plan(next, others);
        }
    }

    /**
     * @param existing every key that bears the unit's mark and is ours or may be, the best proven first, then by id
     * @param others keys with the mark that nothing proves to be ours: they are left alone
     */
    record Key(List<ExistingKey> existing, List<ExistingKey> others) implements Observed {
        public Key {
            existing = existing.stream()
                    .sorted(Comparator.comparing(ExistingKey::proof).thenComparing(ExistingKey::id))
                    .toList();
            others = others.stream()
                    .sorted(Comparator.comparing(ExistingKey::id))
                    .toList();
        }

        /** Where everything is ours. */
        public Key(List<ExistingKey> existing) {
            this(existing, List.of());
        }

        public Optional<ExistingKey> first() {
            return existing.stream().findFirst();
        }

        public Key with(List<ExistingKey> next) {
            return new Key(next, others);
        }

        /** Without the keys of which it is not known yet whether they are ours. */
        public Key proven() {
            return existing.stream().allMatch(one -> one.proof().proven())
                    ? this
                    : with(existing.stream().filter(one -> one.proof().proven()).toList());
        }
    }

    /** Without what may be ours or not: what of it is done to the rest does not wait for its tags. */
    default Observed onlyProven() {
        return switch (this) {
            case Policy policy ->
                new Policy(policy.existing().filter(one -> one.proof().proven()), policy.others());
            case Plan plan ->
                plan.with(plan.existing().stream()
                        .filter(one -> one.proof().proven())
                        .toList());
            case Key key -> key.proven();
        };
    }

    /** The same without some things, by id or ARN. */
    default Observed without(Set<String> gone) {
        return switch (this) {
            case Policy policy ->
                new Policy(
                        policy.existing().filter(one -> !gone.contains(one.arn())),
                        policy.others().stream()
                                .filter(one -> !gone.contains(one.arn()))
                                .toList());
            case Plan plan ->
                new Plan(
                        plan.existing().stream()
                                .filter(one -> !gone.contains(one.id()))
                                .toList(),
                        plan.others().stream()
                                .filter(one -> !gone.contains(one.id()))
                                .toList());
            case Key key ->
                new Key(
                        key.existing().stream()
                                .filter(one -> !gone.contains(one.id()))
                                .toList(),
                        key.others().stream()
                                .filter(one -> !gone.contains(one.id()))
                                .toList());
        };
    }

    /** The same with the tags that are known, by id or ARN; what they are not known of stays without. */
    default Observed withTags(Map<String, Map<String, String>> tags) {
        return switch (this) {
            case Policy policy ->
                new Policy(
                        policy.existing().map(one -> tagged(one, tags)),
                        policy.others().stream().map(one -> tagged(one, tags)).toList());
            case Plan plan ->
                new Plan(
                        plan.existing().stream().map(one -> tagged(one, tags)).toList(),
                        plan.others().stream().map(one -> tagged(one, tags)).toList());
            case Key key ->
                new Key(
                        key.existing().stream().map(one -> tagged(one, tags)).toList(),
                        key.others().stream().map(one -> tagged(one, tags)).toList());
        };
    }

    private static ExistingPolicy tagged(ExistingPolicy one, Map<String, Map<String, String>> tags) {
        var known = tags.get(one.arn());
        return known == null ? one : one.withTags(known);
    }

    private static ExistingPlan tagged(ExistingPlan one, Map<String, Map<String, String>> tags) {
        var known = tags.get(one.id());
        return known == null ? one : one.withTags(known);
    }

    private static ExistingKey tagged(ExistingKey one, Map<String, Map<String, String>> tags) {
        var known = tags.get(one.id());
        return known == null ? one : one.withTags(known);
    }

    /** What proves each thing that is ours or may be, by id; nothing is made while one of them is unread. */
    default List<Proof> proofs() {
        return switch (this) {
            case Policy policy ->
                policy.existing().map(one -> List.of(one.proof())).orElse(List.of());
            case Plan plan -> plan.existing().stream().map(ExistingPlan::proof).toList();
            case Key key -> key.existing().stream().map(ExistingKey::proof).toList();
        };
    }

    /** Ids, of policies ARNs, of everything that bears the mark. */
    default List<String> ids() {
        var ours = switch (this) {
            case Policy policy -> policy.existing().map(ExistingPolicy::arn).stream();
            case Plan plan -> plan.existing().stream().map(ExistingPlan::id);
            case Key key -> key.existing().stream().map(ExistingKey::id);
        };
        return Stream.concat(ours, strangers().stream()).toList();
    }

    /** Ids, of policies ARNs, of what bears the mark and is not ours. */
    default List<String> strangers() {
        return switch (this) {
            case Policy policy ->
                policy.others().stream().map(ExistingPolicy::arn).toList();
            case Plan plan -> plan.others().stream().map(ExistingPlan::id).toList();
            case Key key -> key.others().stream().map(ExistingKey::id).toList();
        };
    }

    /** Whether something is there that is proven to be ours. */
    default boolean ours() {
        return proofs().stream().anyMatch(Proof::proven);
    }

    /** Whether nothing is there that is proven to be ours, and something that may be. */
    default boolean mayBeOurs() {
        return !ours() && !absent();
    }

    /** Nothing of this unit in AWS. */
    static Observed nothing(UnitKey unit) {
        return switch (unit) {
            case UnitKey.PolicyUnit _, UnitKey.ClaimUnit _ -> new Policy(Optional.empty());
            case UnitKey.PlanUnit _ -> new Plan(List.of());
            case UnitKey.KeyUnit _ -> new Key(List.of());
        };
    }

    /** Whether nothing bears the unit's mark, ours or not. */
    default boolean nothing() {
        return absent()
                && switch (this) {
                    case Policy policy -> policy.others().isEmpty();
                    case Plan plan -> plan.others().isEmpty();
                    case Key key -> key.others().isEmpty();
                };
    }

    /** Whether AWS holds nothing for the unit that is ours or may be. */
    default boolean absent() {
        return switch (this) {
            case Policy policy -> policy.existing().isEmpty();
            case Plan plan -> plan.existing().isEmpty();
            case Key key -> key.existing().isEmpty();
        };
    }
}
