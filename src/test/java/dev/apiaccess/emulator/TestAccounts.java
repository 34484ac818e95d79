// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator;

import java.util.concurrent.atomic.AtomicLong;

/** Account ids no other test uses. */
final class TestAccounts {
    private static final AtomicLong LAST = new AtomicLong(200_000_000_000L);

    private TestAccounts() {}

    static String next() {
        return Long.toString(LAST.incrementAndGet());
    }
}
