// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnore;

/** What happens to objects that a connection no longer admits. */
public enum WithdrawalPolicy {
    /** Keep what they have, let nothing grow. */
    Freeze,
    /** Withdraw everything they have. */
    Revoke,
    /** A value that this version does not know; never part of the schema. */
    @JsonEnumDefaultValue
    @JsonIgnore
    UNKNOWN
}
