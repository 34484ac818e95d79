// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import dev.apiaccess.desired.Desired;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.ApiKeyChange;
import dev.apiaccess.plan.KeyMatches;
import dev.apiaccess.port.GatewayPort;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Reads the keys of a grant. */
final class ApiKeyReader {

    private ApiKeyReader() {}

    /** @param sent a key that an import of ours may have made */
    static Observed read(
            SingleRead read,
            UnitKey.ApiKeyUnit unit,
            Desired desired,
            Observed.Key known,
            Optional<ApiKeyChange.CreateApiKey> sent)
            throws InterruptedException {
        var gateway = read.account().access().gateway(unit.region());
        var things = SingleRead.known(known);
        if (known.existing().isEmpty() || isMissing(desired, known)) {
            // Names are not unique here either.
            for (var key : read.all(unit.region(), Operation.GET_API_KEYS, gateway::getApiKeys)) {
                var mark = read.naming().keyUnit(unit.accountId(), unit.region(), key.key());
                if (read.isNews(unit, key, mark, things)) {
                    things.add(key);
                }
            }
        }
        var complete = new ArrayList<ExistingKey>();
        var choice = read.choice(unit);
        for (var one : things) {
            if (choice.takes(one)) {
                one(read, unit, one, sent, gateway).ifPresent(complete::add);
            } else {
                complete.add(one);
            }
        }
        return new Observed.Key(complete);
    }

    private static Optional<ExistingKey> one(
            SingleRead read,
            UnitKey.ApiKeyUnit unit,
            ExistingKey one,
            Optional<ApiKeyChange.CreateApiKey> sent,
            GatewayPort gateway)
            throws InterruptedException {
        var tagged = read.call(unit.region(), Operation.GET_API_KEY, () -> gateway.getApiKey(one.id()));
        if (tagged.isEmpty()) {
            return Optional.empty();
        }
        var tags = tagged.get().tags();
        read.prove(unit, one.id(), tags);
        var key = tagged.get().value().withTags(tags);
        var world = read.world();
        if (!world.knows(unit, one.id())
                && sent.filter(made -> isIt(made, one, tags)).isPresent()) {
            var value = sent.get().value().read();
            if (value.isPresent()
                    && read.call(unit.region(), Operation.GET_API_KEY, () -> gateway.hasValue(one.id(), value.get()))) {
                world.made(unit, one.id());
            }
        }
        if (!world.knows(unit, one.id()) && !read.naming().ours(tags, unit)) {
            // Nothing is taken from it, so the plans it is in do not matter.
            return Optional.of(key.withKey(key.key().withPlanIds(one.key().planIds())));
        }
        var plans = read.all(
                unit.region(), Operation.GET_USAGE_PLANS, position -> gateway.getUsagePlansOfKey(one.id(), position));
        return Optional.of(key.withKey(key.key().withPlanIds(new TreeSet<>(plans))));
    }

    /** Whether a key may be the imported one, which bears no tags. */
    private static boolean isIt(ApiKeyChange.CreateApiKey sent, ExistingKey found, Map<String, String> tags) {
        return sent.key().name().equals(found.key().name()) && !tags.containsKey(Naming.TAG_OWNER);
    }

    private static boolean isMissing(Desired desired, Observed.Key known) {
        return desired instanceof Desired.Key key
                && KeyMatches.of(key, known).existing().stream().anyMatch(Optional::isEmpty);
    }
}
