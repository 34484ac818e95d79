// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.rotation.KeyStep;
import java.util.Optional;

/**
 * What is to be done for the keys of a grant beside its status: the look itself does nothing.
 *
 * @param step the next in their life, empty when nothing is due
 * @param seen what is to be remembered of this look, empty when it saw no keys
 */
public record KeyWork(Optional<KeyStep> step, Optional<KeysSeen> seen) {

    static final KeyWork NONE = new KeyWork(Optional.empty(), Optional.empty());

    static KeyWork of(Optional<KeyStep> step) {
        return new KeyWork(step, Optional.empty());
    }

    static KeyWork of(KeysSeen seen) {
        return new KeyWork(Optional.empty(), Optional.of(seen));
    }
}
