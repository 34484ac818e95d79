// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.desired;

import dev.apiaccess.intent.KeyIntent;
import dev.apiaccess.model.ApiKey;
import dev.apiaccess.model.Digest;
import dev.apiaccess.model.KeyHistory;
import dev.apiaccess.model.Naming;
import java.util.SortedSet;

/** The API keys of an ApiKeyGrant. */
public final class KeyAssembly {

    private KeyAssembly() {}

    /**
     * The desired keys: one for every value that is alive.
     *
     * @param planIds the usage plans that exist already
     * @param history stored in our own Secret before this is called
     * @param works whether the keys are enabled
     */
    public static Desired.Key assemble(
            KeyIntent intent, SortedSet<String> planIds, KeyHistory history, boolean works, Naming naming) {
        var owner = intent.owner();
        return new Desired.Key(
                intent.unit(),
                history.revisions().stream()
                        .map(one -> new Desired.Key.Revision(
                                new ApiKey(
                                        naming.keyName(owner.namespace(), owner.name(), one.number()),
                                        naming.objectDescription(owner.namespace(), owner.name()),
                                        works,
                                        planIds),
                                one.keyId(),
                                one.value()))
                        .toList(),
                naming.tags(owner, intent.uid()));
    }

    /** Digest of a desired set of keys, without their values and the ids that AWS gives. */
    public static String digest(Desired.Key desired) {
        return Digest.of(
                26,
                desired.revisions().stream().map(one -> one.key().toString()).toArray(String[]::new));
    }
}
