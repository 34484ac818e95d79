// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.desired;

import dev.apiaccess.intent.KeyIntent;
import dev.apiaccess.model.ApiKey;
import dev.apiaccess.model.Digest;
import dev.apiaccess.model.KeyValue;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.UnitKey;
import java.util.SortedSet;

/** The API key of an ApiKeyGrant. */
public final class KeyAssembly {

    private KeyAssembly() {}

    public static UnitKey.KeyUnit unit(KeyIntent intent) {
        return new UnitKey.KeyUnit(
                intent.accountId(),
                intent.region(),
                intent.owner().namespace(),
                intent.owner().name());
    }

    /**
     * Assembles one key.
     *
     * @param planIds the usage plans that are there already
     * @param revision counts the values that the grant has had, from 1
     * @param value stored in our own Secret before this is called
     */
    public static Desired.Key assemble(
            KeyIntent intent, SortedSet<String> planIds, int revision, KeyValue value, Naming naming) {
        var owner = intent.owner();
        return new Desired.Key(
                unit(intent),
                new ApiKey(
                        naming.keyName(owner.namespace(), owner.name(), revision),
                        naming.objectDescription(owner.namespace(), owner.name()),
                        intent.enabled(),
                        planIds),
                value,
                naming.tags(owner, intent.uid()));
    }

    /** Tells one wanted key from another. The value has no part in it. */
    public static String digest(Desired.Key desired) {
        return Digest.of(26, desired.key().toString());
    }
}
