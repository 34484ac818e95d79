// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.operator;

import dev.apiaccess.model.OneLine;
import io.quarkus.logging.LoggingFilter;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtLogRecord;
import org.jspecify.annotations.Nullable;

/** Keeps every log record on one line: names come from tenants and from AWS, and in a text log a line break in one could forge a line. */
@LoggingFilter(name = "one-line")
public final class OneLineLog implements Filter {

    /** Most exceptions shown in one record, with causes and suppressed ones. */
    private static final int MOST_SHOWN = 32;

    /** The message with its parameters, and nothing around it. */
    private static final ExtFormatter TEXT = new ExtFormatter() {
        @Override
        public String format(ExtLogRecord line) {
            return formatMessage(line);
        }
    };

    @Override
    public boolean isLoggable(LogRecord line) {
        var text = TEXT.format(line);
        if (text != null) {
            var one = OneLine.of(text);
            if (!one.equals(text)) {
                if (line instanceof ExtLogRecord own) {
                    own.setMessage(one, ExtLogRecord.FormatStyle.NO_FORMAT);
                } else {
                    line.setMessage(one);
                }
                line.setParameters(null);
            }
        }
        if (breaks(line.getThrown())) {
            line.setThrown(Escaped.of(line.getThrown(), new AtomicInteger(MOST_SHOWN)));
        }
        return true;
    }

    private static boolean breaks(@Nullable Throwable thrown) {
        var open = new ArrayDeque<Throwable>();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        if (thrown != null) {
            open.add(thrown);
        }
        while (!open.isEmpty()) {
            var one = open.remove();
            if (!seen.add(one)) {
                continue;
            }
            // Too many exceptions to check count as having line breaks, and are shown in part.
            if (seen.size() > MOST_SHOWN || !OneLine.of(String.valueOf(one)).equals(String.valueOf(one))) {
                return true;
            }
            Optional.ofNullable(one.getCause()).ifPresent(open::add);
            open.addAll(List.of(one.getSuppressed()));
        }
        return false;
    }

    /** Replaces an exception for display, since its own text cannot be changed. The message begins with the original class. */
    private static final class Escaped extends Exception {

        private static final long serialVersionUID = 1;

        private Escaped(String message, @Nullable Throwable cause) {
            super(message, cause, true, true);
        }

        /** @param left how many may still be shown */
        static @Nullable Escaped of(@Nullable Throwable thrown, AtomicInteger left) {
            if (thrown == null || left.getAndDecrement() <= 0) {
                return null;
            }
            var shown = new Escaped(OneLine.of(String.valueOf(thrown)), of(thrown.getCause(), left));
            shown.setStackTrace(thrown.getStackTrace());
            for (var suppressed : thrown.getSuppressed()) {
                var one = of(suppressed, left);
                if (one != null) {
                    shown.addSuppressed(one);
                }
            }
            return shown;
        }
    }
}
