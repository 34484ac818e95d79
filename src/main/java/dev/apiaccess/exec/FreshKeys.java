// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import dev.apiaccess.model.KeptValue;
import dev.apiaccess.model.KeyValue;
import dev.apiaccess.model.UnitKey;
import java.util.Optional;

/** Key values that certainly no key in AWS has but one that we create: only these may be imported. */
public interface FreshKeys {

    /** Whether this process made the kept value for the grant of the unit, and no key is known to have had it. */
    boolean mayBeFresh(UnitKey.ApiKeyUnit unit, KeptValue value);

    /** The value, empty when the read shows that it is no longer fresh. */
    Optional<KeyValue> fresh(UnitKey.ApiKeyUnit unit, KeptValue value);

    /**
     * The value for creating a key by a call of its own; empty when there is none, or when it is not proven and the owner may not choose
     * it: AWS refuses a value that exists, and so would reveal it to its chooser.
     */
    Optional<KeyValue> toCreate(UnitKey.ApiKeyUnit unit, KeptValue value);

    /** Records that a key with the value read last exists: from now on the value is not fresh. */
    void made(UnitKey.ApiKeyUnit unit, KeptValue value, String keyId);
}
