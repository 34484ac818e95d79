// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.rotation;

import dev.apiaccess.model.KeyHistory;
import dev.apiaccess.model.KeyValue;
import java.time.Instant;
import java.util.Optional;

/** What would be stored after the next step: what AWS would be asked for follows from that. */
public final class PlannedHistory {

    /** In place of a value that is made only when the step is carried out. */
    private static final KeyValue PLACEHOLDER = new KeyValue("made when it is enforced");

    private PlannedHistory() {}

    /**
     * What is stored after a step.
     *
     * @param stored empty when nothing is
     */
    public static Optional<KeyHistory> after(KeyStep step, Optional<KeyHistory> stored) {
        return switch (step) {
            case KeyStep.Store store -> Optional.of(store.of(store.imported().orElse(PLACEHOLDER), Instant.EPOCH));
            case KeyStep.Restore restore -> Optional.of(restore.history());
            case KeyStep.Edit edit -> stored.map(edit::of);
            case KeyStep.Renew renew ->
                stored.map(one -> renew.of(one, renew.imported().orElse(PLACEHOLDER), Instant.EPOCH));
            case KeyStep.Adopt _, KeyStep.HandOver _ -> stored;
        };
    }
}
