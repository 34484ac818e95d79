// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.port;

import dev.apiaccess.model.KeyValue;
import java.util.List;
import java.util.function.Consumer;

/** What is kept of the values of keys, to be compared with what AWS shows; only whether they are equal comes of it. */
@FunctionalInterface
public interface KeptValues {

    /** Nothing is compared. */
    KeptValues NONE = (_, _) -> List.of();

    /** The values to compare AWS's value of a key with; empty when there is nothing to find out. */
    List<Kept> of(String keyId, String keyName);

    /**
     * One value.
     *
     * @param told is told whether AWS has the same
     */
    record Kept(KeyValue value, Consumer<Boolean> told) {}
}
