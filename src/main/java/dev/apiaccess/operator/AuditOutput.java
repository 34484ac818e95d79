// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.operator;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Prints the audit log as it is: its lines are JSON already, whatever the format of the rest of the log. Quarkus gives all its handlers of
 * the console one format. Other handlers of the category, such as files, get the lines too.
 */
@Singleton
public final class AuditOutput {

    /** Held, since unreferenced loggers may be garbage-collected with their handlers. */
    private static final Logger AUDIT = Logger.getLogger("apiaccess.audit");

    void install(@Observes @Priority(1) StartupEvent event) {
        AUDIT.setUseParentHandlers(false);
        AUDIT.addHandler(new Lines(System.out));
    }

    /** Writes each line at once, so that lines of other handlers come before or after it and never in between. */
    static final class Lines extends Handler {

        private final PrintStream out;

        Lines(PrintStream out) {
            this.out = out;
        }

        @Override
        public void publish(LogRecord line) {
            var bytes = (line.getMessage() + "\n").getBytes(StandardCharsets.UTF_8);
            out.write(bytes, 0, bytes.length);
            out.flush();
        }

        @Override
        public void flush() {
            out.flush();
        }

        @Override
        public void close() {
            // Standard output is not ours to close.
        }
    }
}
