// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** What AWS holds for one unit, as far as we know. */
public sealed interface Observed {

    /** Things of the units of one family: the methods of {@link Observed}, once for all families. */
    sealed interface Of<E extends Existing<E>> extends Observed {

        @Override
        List<E> held();

        @Override
        List<E> others();

        /** The same family with other things. */
        Observed with(List<E> held, List<E> others);

        @Override
        default Observed onlyProven() {
            return with(held().stream().filter(one -> one.proof().proven()).toList(), others());
        }

        @Override
        default Observed without(Set<String> gone) {
            return with(without(held(), gone), without(others(), gone));
        }

        private static <E extends Existing<E>> List<E> without(List<E> all, Set<String> gone) {
            return all.stream().filter(one -> !gone.contains(one.address())).toList();
        }

        @Override
        default Observed withTags(Map<String, Map<String, String>> tags) {
            UnaryOperator<E> tagged = one -> {
                var known = tags.get(one.address());
                return known == null ? one : one.withTags(known);
            };
            return with(
                    held().stream().map(tagged).toList(),
                    others().stream().map(tagged).toList());
        }

        @Override
        default Observed withProofs(Function<Existing<?>, Proof> proofs) {
            var all = Stream.concat(held().stream(), others().stream())
                    .map(one -> one.withProof(proofs.apply(one)))
                    .toList();
            return with(
                    all.stream().filter(one -> one.proof() != Proof.NONE).toList(),
                    all.stream().filter(one -> one.proof() == Proof.NONE).toList());
        }
    }

    /**
     * @param existing empty when AWS holds no such policy
     * @param others a policy of the unit's name not proven to be ours, which is left alone; one at most, since names are unique
     */
    record Policy(Optional<ExistingPolicy> existing, List<ExistingPolicy> others) implements Of<ExistingPolicy> {
        public Policy {
            others = List.copyOf(others);
        }

        /** Where everything is ours. */
        public Policy(Optional<ExistingPolicy> existing) {
            this(existing, List.of());
        }

        @Override
        public List<ExistingPolicy> held() {
            return existing.stream().toList();
        }

        @Override
        public Policy with(List<ExistingPolicy> held, List<ExistingPolicy> others) {
            return new Policy(held.stream().findFirst(), others);
        }

        /** Names are unique in IAM: a policy that has it and is not ours is judged anew each time. */
        @Override
        public boolean isJudged() {
            return existing.filter(one -> one.proof().proven()).isPresent();
        }
    }

    /**
     * @param existing every plan that bears the unit's mark and is ours or may be, the best proven first, then by id; more than one only
     *     after a copy by hand, since names are not unique in API Gateway
     * @param others plans with the mark not proven to be ours, which are left alone
     */
    record Plan(List<ExistingPlan> existing, List<ExistingPlan> others) implements Of<ExistingPlan> {
        public Plan {
            existing = bestProvenFirst(existing);
            others = byId(others);
        }

        /** Where everything is ours. */
        public Plan(List<ExistingPlan> existing) {
            this(existing, List.of());
        }

        @Override
        public List<ExistingPlan> held() {
            return existing;
        }

        @Override
        public Plan with(List<ExistingPlan> held, List<ExistingPlan> others) {
            return new Plan(held, others);
        }

        /** The plan to work on; empty when there is none. */
        public Optional<ExistingPlan> first() {
            return existing.stream().findFirst();
        }

        /** The plan that other units may refer to: only a proven one. */
        public Optional<ExistingPlan> proven() {
            return first().filter(one -> one.proof().proven());
        }

        public Plan with(List<ExistingPlan> next) {
            return new Plan(next, others);
        }
    }

    /**
     * @param existing every key that bears the unit's mark and is ours or may be, the best proven first, then by id
     * @param others keys with the mark not proven to be ours, which are left alone
     */
    record Key(List<ExistingKey> existing, List<ExistingKey> others) implements Of<ExistingKey> {
        public Key {
            existing = bestProvenFirst(existing);
            others = byId(others);
        }

        /** Where everything is ours. */
        public Key(List<ExistingKey> existing) {
            this(existing, List.of());
        }

        @Override
        public List<ExistingKey> held() {
            return existing;
        }

        @Override
        public Key with(List<ExistingKey> held, List<ExistingKey> others) {
            return new Key(held, others);
        }

        public Optional<ExistingKey> first() {
            return existing.stream().findFirst();
        }

        public Key with(List<ExistingKey> next) {
            return new Key(next, others);
        }

        /** The same without the keys whose owner is not known yet. */
        public Key proven() {
            return existing.stream().allMatch(one -> one.proof().proven())
                    ? this
                    : with(existing.stream().filter(one -> one.proof().proven()).toList());
        }

        /** Tags of imported keys: listings lack them for a while after the note has them. */
        @Override
        public Map<String, Map<String, String>> lastingTags() {
            return tags(Stream.concat(existing.stream(), others.stream()));
        }
    }

    /**
     * A REST API, of which we manage what the object that holds it declares.
     *
     * @param existing one, or none where there is no such API
     */
    record Api(List<ExistingApi> existing) implements Of<ExistingApi> {
        public Api {
            existing = List.copyOf(existing);
        }

        @Override
        public List<ExistingApi> held() {
            return existing;
        }

        @Override
        public List<ExistingApi> others() {
            return List.of();
        }

        @Override
        public Api with(List<ExistingApi> held, List<ExistingApi> others) {
            return new Api(held);
        }

        /** The API; empty where there is none. */
        public Optional<ExistingApi> first() {
            return existing.stream().findFirst();
        }
    }

    /**
     * @param existing every alarm whose name begins as those of the unit do and that is ours or may be, by name
     * @param others those that are not ours, which are left alone
     */
    record Alarms(List<ExistingAlarm> existing, List<ExistingAlarm> others) implements Of<ExistingAlarm> {
        public Alarms {
            existing = byId(existing);
            others = byId(others);
        }

        /** Where everything is ours, or may be. */
        public Alarms(List<ExistingAlarm> existing) {
            this(existing, List.of());
        }

        @Override
        public List<ExistingAlarm> held() {
            return existing;
        }

        @Override
        public Alarms with(List<ExistingAlarm> held, List<ExistingAlarm> others) {
            return new Alarms(held, others);
        }

        /**
         * Only those whose tags were not read get some: listings bring them, and what was known of an earlier alarm of the name says nothing
         * of this one.
         */
        @Override
        public Observed withTags(Map<String, Map<String, String>> tags) {
            UnaryOperator<ExistingAlarm> tagged = one -> {
                var known = one.tags() == null ? tags.get(one.address()) : null;
                return known == null ? one : one.withTags(known);
            };
            return with(
                    existing.stream().map(tagged).toList(),
                    others.stream().map(tagged).toList());
        }

        /** None, since listings bring them. */
        @Override
        public Map<String, Map<String, String>> lastingTags() {
            return Map.of();
        }
    }

    private static <E extends Existing<E>> List<E> bestProvenFirst(List<E> all) {
        return all.stream()
                .sorted(Comparator.<E, Proof>comparing(Existing::proof).thenComparing(Existing::id))
                .toList();
    }

    private static <E extends Existing<E>> List<E> byId(List<E> all) {
        return all.stream()
                .sorted(Comparator.<E, String>comparing(Existing::id))
                .toList();
    }

    /** All things that are ours or may be. */
    List<? extends Existing<?>> held();

    /** Things with the mark not proven to be ours, which are left alone. */
    List<? extends Existing<?>> others();

    /**
     * The same as a type of one family.
     *
     * @param asked the asking operation, in words
     * @throws IllegalArgumentException when it is of another family
     */
    default <O extends Observed> O as(Class<O> family, String asked) {
        if (!family.isInstance(this)) {
            throw new IllegalArgumentException(asked + " has nothing to do with " + this);
        }
        return family.cast(this);
    }

    /** The same without things whose owner is not known yet, so that changes to the rest do not wait for their tags. */
    Observed onlyProven();

    /** The same without these things, by id or ARN. */
    Observed without(Set<String> gone);

    /** The same with known tags, by id or ARN; the other things stay without. */
    Observed withTags(Map<String, Map<String, String>> tags);

    /** The same with the proof of each thing, sorted into ours and others by it. */
    Observed withProofs(Function<Existing<?>, Proof> proofs);

    /** Whether everything that may be ours is proven to be. */
    default boolean isJudged() {
        return proofs().stream().allMatch(Proof::proven);
    }

    /** The proof of each thing that is ours or may be; nothing is created while one of them is unread. */
    default List<Proof> proofs() {
        return held().stream().<Proof>map(Existing::proof).toList();
    }

    /** Ids, for policies ARNs, of everything that bears the mark. */
    default List<String> ids() {
        return Stream.concat(held().stream(), others().stream())
                .<String>map(Existing::address)
                .toList();
    }

    /** Ids, for policies ARNs, of things whose owner is not known yet. */
    default List<String> unread() {
        return held().stream()
                .filter(one -> one.proof() == Proof.UNREAD)
                .<String>map(Existing::address)
                .toList();
    }

    /** Ids, for policies ARNs, of things that bear the mark and are not ours. */
    default List<String> strangers() {
        return others().stream().<String>map(Existing::address).toList();
    }

    /** Tags by id or ARN to keep when a listing, which has none, replaces a note: things that are not ours are not read for every write. */
    default Map<String, Map<String, String>> lastingTags() {
        return tags(others().stream());
    }

    private static Map<String, Map<String, String>> tags(Stream<? extends Existing<?>> things) {
        var known = new HashMap<String, Map<String, String>>();
        things.forEach(one -> {
            var read = one.tags();
            if (read != null) {
                known.put(one.address(), read);
            }
        });
        return known;
    }

    /** Whether a thing is proven to be ours. */
    default boolean ours() {
        return proofs().stream().anyMatch(Proof::proven);
    }

    /** Whether no thing is proven to be ours, but one may be. */
    default boolean mayBeOurs() {
        return !ours() && !absent();
    }

    /** Nothing of this unit in AWS. */
    static Observed nothing(UnitKey unit) {
        return unit.nothing();
    }

    /** Whether nothing bears the unit's mark, ours or not. */
    default boolean nothing() {
        return absent() && others().isEmpty();
    }

    /** Whether AWS holds nothing for the unit that is ours or may be. */
    default boolean absent() {
        return held().isEmpty();
    }
}
