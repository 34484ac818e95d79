// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.model.Operation;
import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What is being read, a line a second at most, once it takes longer than that. */
final class ReadingProgress {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final @Nullable PrintWriter out;
    private final LongSupplier nanoTime;
    private long last;
    private int calls;

    /** @param out null for none */
    ReadingProgress(@Nullable PrintWriter out, LongSupplier nanoTime) {
        this.out = out;
        this.nanoTime = nanoTime;
        this.last = nanoTime.getAsLong();
    }

    void reads(Operation operation, String region) {
        calls++;
        tell("reading: " + operation.awsName() + (region.isEmpty() ? "" : " in " + region) + ", call " + calls);
    }

    void waits(Operation operation) {
        tell("waiting: AWS does not answer " + operation.awsName() + " yet");
    }

    private void tell(String line) {
        var now = nanoTime.getAsLong();
        if (out != null && now - last >= SECOND) {
            last = now;
            out.println(line);
        }
    }
}
