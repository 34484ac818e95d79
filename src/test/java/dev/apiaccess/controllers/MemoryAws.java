// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import dev.apiaccess.model.ApiKey;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.KeyValue;
import dev.apiaccess.plan.ApiKeyChange;
import dev.apiaccess.plan.Change;
import dev.apiaccess.plan.Effects;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The API keys of one grant in AWS, as they are and as they were: a list may show what was there a while ago. */
final class MemoryAws {

    /** A key of AWS works two minutes after it came into a plan at the latest, and lists lag no longer. */
    static final Duration PROPAGATION = Duration.ofMinutes(2);

    private record Held(ApiKey key, KeyValue value, Duration since) {}

    private final Map<String, Held> keys = new TreeMap<>();
    private final Set<KeyValue> taken = new HashSet<>();
    private final Set<String> planted = new HashSet<>();
    private final TreeMap<Duration, List<ExistingKey>> earlier = new TreeMap<>();
    private Duration now = Duration.ZERO;
    private int ids;

    MemoryAws() {
        earlier.put(now, List.of());
    }

    void passes(Duration time) {
        now = now.plus(time);
    }

    /** Time that really went by. */
    Duration elapsed() {
        return now;
    }

    /** Somebody else's key has this value. */
    void takes(KeyValue value) {
        taken.add(value);
    }

    /** Somebody makes a key that bears the mark of a grant and the name that its next one gets; nothing proves that it is ours. */
    void plant(ApiKey key) {
        var id = "a" + ++ids;
        planted.add(id);
        keys.put(id, new Held(key, new KeyValue("a-value-of-an-attacker-" + id), now));
        earlier.put(now, keys());
    }

    /** The tags of what is there, as reading one by one shows them. */
    Map<String, Map<String, String>> tags(Map<String, String> ours) {
        return keys.keySet().stream()
                .collect(Collectors.toMap(id -> id, id -> planted.contains(id) ? Map.<String, String>of() : ours));
    }

    /** Whether a key was planted. */
    boolean isPlanted(String id) {
        return planted.contains(id);
    }

    /** @return the answer, empty when it is refused */
    Optional<Effects.Answer> make(Change change) {
        var answer = switch (change) {
            case ApiKeyChange.CreateApiKey create -> create(create);
            case ApiKeyChange.UpdateApiKey update ->
                edit(
                        update.keyId(),
                        held -> Optional.of(
                                new Held(update.key().withPlanIds(held.key().planIds()), held.value(), held.since())));
            case ApiKeyChange.AddKeyToPlan add ->
                edit(add.keyId(), held -> {
                    var plans = new TreeSet<>(held.key().planIds());
                    return plans.add(add.planId())
                            ? Optional.of(new Held(held.key().withPlanIds(plans), held.value(), now))
                            : Optional.empty();
                });
            case ApiKeyChange.RemoveKeyFromPlan remove ->
                edit(remove.keyId(), held -> {
                    var plans = new TreeSet<>(held.key().planIds());
                    return plans.remove(remove.planId())
                            ? Optional.of(new Held(held.key().withPlanIds(plans), held.value(), held.since()))
                            : Optional.empty();
                });
            case ApiKeyChange.DeleteApiKey delete ->
                keys.remove(delete.keyId()) == null
                        ? Optional.<Effects.Answer>empty()
                        : Optional.<Effects.Answer>of(new Effects.Answer.Done());
            case ApiKeyChange.TagApiKey tag -> edit(tag.keyId(), Optional::of);
            default -> throw new AssertionError(change.text());
        };
        earlier.put(now, keys());
        return answer;
    }

    List<ExistingKey> keys() {
        return keys.entrySet().stream()
                .map(one -> new ExistingKey(one.getKey(), one.getValue().key()))
                .toList();
    }

    /** What a list shows that lags as far as it may. */
    List<ExistingKey> keysOfLate() {
        var then = now.minus(PROPAGATION);
        return earlier.floorEntry(then.isNegative() ? Duration.ZERO : then).getValue();
    }

    /** Whether a key has a value, as a look compares them. */
    boolean has(String id, KeyValue value) {
        var held = keys.get(id);
        return held != null && held.value().equals(value);
    }

    boolean accepts(KeyValue value) {
        return keys.values().stream()
                .anyMatch(held -> held.value().equals(value)
                        && held.key().enabled()
                        && held.key().planIds().contains("p-gold")
                        && now.minus(held.since()).compareTo(PROPAGATION) >= 0);
    }

    long enabled() {
        return keys.entrySet().stream()
                .filter(one ->
                        !planted.contains(one.getKey()) && one.getValue().key().enabled())
                .count();
    }

    private Optional<Effects.Answer> create(ApiKeyChange.CreateApiKey create) {
        var value = create.value().read().orElse(null);
        if (value == null
                || taken.contains(value)
                || keys.values().stream().anyMatch(one -> one.value().equals(value))) {
            return Optional.empty();
        }
        var id = "k" + ++ids;
        var key = create.key().withPlanIds(new TreeSet<>());
        keys.put(id, new Held(key, value, now));
        return Optional.of(new Effects.Answer.Made(new ExistingKey(id, key)));
    }

    private Optional<Effects.Answer> edit(String id, java.util.function.Function<Held, Optional<Held>> edit) {
        var held = keys.get(id);
        var next = held == null ? Optional.<Held>empty() : edit.apply(held);
        next.ifPresent(one -> keys.put(id, one));
        return next.map(_ -> new Effects.Answer.Done());
    }
}
