// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.operator;

import dev.apiaccess.desired.Desired;
import dev.apiaccess.exec.UnitExecutor;
import dev.apiaccess.model.LostStatement;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.status.Attempts;
import dev.apiaccess.world.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Results of writing, from the executor. */
public record ExecutorAttempts(UnitExecutor executor) implements Attempts {

    @Override
    public Optional<Outcome> outcome(UnitKey unit) {
        return executor.outcome(unit);
    }

    @Override
    public Optional<Desired> unanswered(UnitKey unit) {
        return executor.unanswered(unit);
    }

    @Override
    public boolean isOpen(UnitKey unit) {
        return executor.isOpen(unit);
    }

    @Override
    public List<LostStatement> lost(UnitKey unit) {
        return executor.lost(unit);
    }

    @Override
    public Optional<Instant> lastWrite(UnitKey unit) {
        return executor.lastWrite(unit);
    }
}
