// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.model.UnitKey;
import java.util.Set;

/** Units of an account in which a look saw something that no object wants: it must be seen several times before it is removed. */
public record UnownedUnits(String accountId, Set<UnitKey> units) {

    public UnownedUnits {
        units = Set.copyOf(units);
    }
}
