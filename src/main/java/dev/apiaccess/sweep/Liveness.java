// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.sweep;

import dev.apiaccess.call.Accounts;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether writing and sweeping make progress. Only what a restart mends counts: a thread that hangs or ended, a turn that is never given. A
 * slow, unreachable or refusing AWS makes calls fail in time and does not count.
 */
public final class Liveness {

    private final Accounts accounts;
    private final Sweeper sweeper;

    public Liveness(Accounts accounts, Sweeper sweeper) {
        this.accounts = accounts;
        this.sweeper = sweeper;
    }

    /** Description of what hangs; empty when everything makes progress. */
    public Optional<String> stuck() {
        return Stream.of(accounts.progress().stuck(), accounts.overdue(), sweeper.lost())
                .flatMap(Optional::stream)
                .findFirst();
    }
}
