// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.operator;

import dev.apiaccess.model.OneLine;
import io.quarkus.logging.LoggingFilter;
import java.util.ArrayDeque;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtLogRecord;
import org.jspecify.annotations.Nullable;

/**
 * Lets every line of the log through, and none of them be two: names come from tenants and from AWS, and in a log of text a line
 * break in one would begin a line that somebody else wrote.
 */
@LoggingFilter(name = "one-line")
public final class OneLineLog implements Filter {

    /** Causes that are looked at; the rest of a chain is not shown. */
    private static final int LONGEST_CHAIN = 16;

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
            line.setThrown(Escaped.of(line.getThrown(), LONGEST_CHAIN));
        }
        return true;
    }

    private static boolean breaks(@Nullable Throwable thrown) {
        var chain = new ArrayDeque<Throwable>();
        for (var one = thrown; one != null && chain.size() < LONGEST_CHAIN; one = one.getCause()) {
            chain.add(one);
        }
        return chain.stream()
                .map(String::valueOf)
                .anyMatch(text -> !OneLine.of(text).equals(text));
    }

    /** An exception as it is shown, for its own text cannot be changed. Its message begins with the class that it stands for. */
    private static final class Escaped extends Exception {

        private static final long serialVersionUID = 1;

        private Escaped(String message, @Nullable Throwable cause) {
            super(message, cause, false, true);
        }

        static @Nullable Escaped of(@Nullable Throwable thrown, int most) {
            if (thrown == null || most == 0) {
                return null;
            }
            var shown = new Escaped(OneLine.of(String.valueOf(thrown)), of(thrown.getCause(), most - 1));
            shown.setStackTrace(thrown.getStackTrace());
            return shown;
        }
    }
}
