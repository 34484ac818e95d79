// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import dev.apiaccess.model.KeptValue;
import dev.apiaccess.model.KeyValue;
import dev.apiaccess.model.UnitKey;
import java.util.Optional;

/** Values of keys of which it is certain that no key in AWS has them but one that we make: only these may be imported. */
public interface FreshKeys {

    /** Whether this process made what is kept there, for the grant of the unit, and no key with it is known to have been there. */
    boolean mayBeFresh(UnitKey.ApiKeyUnit unit, KeptValue value);

    /** The value, empty when it turns out, now that it is read, not to be fresh any more. */
    Optional<KeyValue> fresh(UnitKey.ApiKeyUnit unit, KeptValue value);

    /**
     * The value that a key is created with by itself, empty when it is not there or nobody may choose it: AWS refuses one that
     * exists, which tells who chose it.
     */
    Optional<KeyValue> toCreate(UnitKey.ApiKeyUnit unit, KeptValue value);

    /** A key with the value that was read last is there: from now on others may have one. */
    void made(UnitKey.ApiKeyUnit unit, KeptValue value, String keyId);
}
