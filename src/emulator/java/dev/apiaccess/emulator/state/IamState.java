// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.state;

import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/** The IAM of one account. Names are unique without regard to case. Changed under the account's lock, read by anybody. */
public final class IamState {
    private final NavigableMap<String, ManagedPolicy> policies;
    private final Map<Entity.Kind, NavigableMap<String, Entity>> entities = new EnumMap<>(Entity.Kind.class);

    /** An empty IAM. */
    public IamState() {
        policies = new ConcurrentSkipListMap<>();
        for (Entity.Kind kind : Entity.Kind.values()) {
            entities.put(kind, new ConcurrentSkipListMap<>());
        }
    }

    private IamState(IamState other) {
        policies = new ConcurrentSkipListMap<>(other.policies);
        other.entities.forEach((kind, map) -> entities.put(kind, new ConcurrentSkipListMap<>(map)));
    }

    /** The same content at this moment, unaffected by later changes. */
    public IamState copy() {
        return new IamState(this);
    }

    /** The account's own managed policies by {@link #key}. */
    public NavigableMap<String, ManagedPolicy> policies() {
        return policies;
    }

    /** All entities of a kind by {@link #key}. */
    public NavigableMap<String, Entity> entities(Entity.Kind kind) {
        return Objects.requireNonNull(entities.get(kind));
    }

    /** The form of a name under which things are kept. */
    public static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** A policy by ARN, of the account or of AWS. */
    public Optional<ManagedPolicy> policy(String arn) {
        if (AwsPolicies.owns(arn)) {
            return AwsPolicies.find(arn);
        }
        String name = arn.substring(arn.lastIndexOf('/') + 1);
        return Optional.ofNullable(policies.get(key(name))).filter(p -> p.arn().equals(arn));
    }

    /** An entity by name. */
    public Optional<Entity> entity(Entity.Kind kind, String name) {
        return Optional.ofNullable(entities(kind).get(key(name)));
    }

    /** Stores a new or changed policy. */
    public void put(ManagedPolicy policy) {
        policies.put(key(policy.name()), policy);
    }

    /** Stores a new or changed entity. */
    public void put(Entity entity) {
        entities(entity.kind()).put(key(entity.name()), entity);
    }

    /** Users, groups and roles. */
    public Stream<Entity> all() {
        return entities.values().stream().map(Map::values).flatMap(Collection::stream);
    }

    /** The groups a user belongs to. */
    public List<Entity> groupsOf(String user) {
        return entities(Entity.Kind.GROUP).values().stream()
                .filter(g -> g.members().contains(user))
                .toList();
    }

    /** How many entities each policy ARN is attached to. */
    public Map<String, Integer> attachmentCounts() {
        Map<String, Integer> counts = new HashMap<>();
        all().forEach(e -> e.attached().forEach(arn -> counts.merge(arn, 1, Integer::sum)));
        return counts;
    }

    /** How many entities each policy ARN bounds. */
    public Map<String, Integer> boundaryCounts() {
        Map<String, Integer> counts = new HashMap<>();
        all().forEach(e -> {
            String arn = e.boundary();
            if (arn != null) {
                counts.merge(arn, 1, Integer::sum);
            }
        });
        return counts;
    }
}
