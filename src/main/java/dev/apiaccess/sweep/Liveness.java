// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.sweep;

import dev.apiaccess.call.Accounts;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether those who write and look go on. Only what a restart mends counts: a thread that hangs or ended, a turn that nobody gives.
 * AWS that is slow, away or refuses makes calls fail in time, and is none of that.
 */
public final class Liveness {

    private final Accounts accounts;
    private final Sweeper sweeper;

    public Liveness(Accounts accounts, Sweeper sweeper) {
        this.accounts = accounts;
        this.sweeper = sweeper;
    }

    /** What hangs, in words; empty when everything goes on. */
    public Optional<String> stuck() {
        return Stream.of(accounts.progress().stuck(), accounts.overdue(), sweeper.lost())
                .flatMap(Optional::stream)
                .findFirst();
    }
}
