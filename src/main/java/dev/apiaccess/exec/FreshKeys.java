// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import dev.apiaccess.model.KeyValue;
import dev.apiaccess.model.UnitKey;

/** Values of keys of which it is certain that no key in AWS has them but one that we make: only these may be imported. */
public interface FreshKeys {

    /** Whether this process made the value, for the grant of the unit, and no key with it is known to have been there. */
    boolean isFresh(UnitKey.KeyUnit unit, KeyValue value);

    /** A key with the value is there, or was: from now on others may have one. */
    void spent(KeyValue value);
}
