// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.port;

import dev.apiaccess.model.KeyValue;
import java.util.List;
import java.util.function.Consumer;

/** Stored key values to compare with those in answers of AWS; only whether they are equal gets out. */
@FunctionalInterface
public interface KeptValues {

    /** Nothing is compared. */
    KeptValues NONE = (_, _) -> List.of();

    /** The stored values to compare with AWS's value of a key; empty when nothing is in question. */
    List<Kept> of(String keyId, String keyName);

    /**
     * One value.
     *
     * @param told receives whether AWS has the same
     */
    record Kept(KeyValue value, Consumer<Boolean> told) {}
}
