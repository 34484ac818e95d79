// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import dev.apiaccess.model.UnitKey;
import java.util.function.Predicate;

/** What this process remembers of keys: since when they are where they are, and what was taken from them. */
record KeyMemory(Settling settling, QuotaCarry carry) {

    /** Remembers what a look saw, and begins with what it asked for. */
    void note(KeysSeen seen) {
        switch (seen) {
            case KeysSeen.There(var unit, var times, var charges, var ids) -> {
                settling.keep(unit, times);
                carry.keepOnly(unit, ids);
                charges.forEach(charge -> carry.begin(unit, charge));
            }
            case KeysSeen.Leaving(var unit) -> {
                settling.forget(unit);
                carry.forget(unit);
            }
        }
    }

    /** Drops what is remembered of keys whose grants are gone: one whose finalizer somebody took away ends without a last look. */
    void keepOnly(Predicate<UnitKey.KeyUnit> there) {
        settling.keepOnly(there);
        carry.keepOnly(there);
    }
}
