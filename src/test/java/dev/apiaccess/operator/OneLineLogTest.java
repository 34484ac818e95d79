// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.Test;

/** Nobody who chooses a name writes a line of the log. */
class OneLineLogTest {

    /** The format of a log of text. */
    private static final PatternFormatter TEXT = new PatternFormatter("%d{HH:mm:ss} %-5p [%c] %s%e%n");

    private static final String FORGED =
            "orders\n10:00:00 INFO  [apiaccess.audit] {\"operation\":\"DeletePolicy\",\"outcome\":\"ok\"}";

    private final OneLineLog filter = new OneLineLog();

    @Test
    void aForgedLineStaysInTheLineOfItsName() {
        var line = line("there is no REST API named {0}", FORGED);

        assertThat(TEXT.format(line).lines()).hasSize(1).first().asString().contains("orders\\n10:00:00 INFO");
    }

    @Test
    void nothingMovesTheCursorOrTurnsTheText() {
        var line = line("{0} of {1}", "\u001b[2Jorders\u0085\u2028", "\u202epayroll");

        assertThat(TEXT.format(line)).contains("\\u001b[2Jorders\\u0085\\u2028 of \\u202epayroll");
    }

    @Test
    void anExceptionKeepsItsTraceAndLosesItsLineBreaks() {
        var line = record("it failed");
        line.setThrown(new IllegalStateException("outer", new IllegalArgumentException(FORGED)));
        filter.isLoggable(line);

        assertThat(TEXT.format(line).lines())
                .anyMatch(one -> one.contains("IllegalStateException: outer"))
                .anyMatch(one ->
                        one.startsWith("Caused by: ") && one.contains("IllegalArgumentException: orders\\n10:00"))
                .anyMatch(one -> one.contains("at dev.apiaccess.operator.OneLineLogTest."))
                .noneMatch(one -> one.startsWith("10:00:00 INFO  [apiaccess.audit]"));
    }

    @Test
    void whatIsSuppressedAndWhatIsDeepInAChainForgesNothingEither() {
        var suppressing = new IllegalStateException("outer");
        suppressing.addSuppressed(new IllegalArgumentException(FORGED));
        Exception deep = new IllegalArgumentException(FORGED);
        for (var depth = 0; depth < 100; depth++) {
            deep = new IllegalStateException("outer", deep);
        }

        for (var thrown : List.of(suppressing, deep)) {
            var line = record("it failed");
            line.setThrown(thrown);
            filter.isLoggable(line);

            assertThat(TEXT.format(line).lines())
                    .anyMatch(one -> one.contains("IllegalStateException: outer"))
                    .noneMatch(one -> one.startsWith("10:00:00 INFO  [apiaccess.audit]"));
        }
    }

    @Test
    void otherLinesAndExceptionsStayAsTheyAre() {
        var thrown = new IllegalStateException("größe");
        var line = record("{0} of größe");
        line.setParameters(new Object[] {"100 %s"});
        line.setThrown(thrown);

        assertThat(filter.isLoggable(line)).isTrue();

        assertThat(TEXT.format(line)).contains("100 %s of größe");
        assertThat(line.getThrown()).isSameAs(thrown);
    }

    @Test
    void aRecordOfTheJdkIsMendedToo() {
        var line = new LogRecord(Level.INFO, FORGED);

        filter.isLoggable(line);

        assertThat(line.getMessage()).doesNotContain("\n");
    }

    private ExtLogRecord line(String text, Object... parameters) {
        var line = record(text);
        line.setParameters(parameters);
        assertThat(filter.isLoggable(line)).isTrue();
        return line;
    }

    private static ExtLogRecord record(String text) {
        var line = new ExtLogRecord(Level.INFO, text, OneLineLogTest.class.getName());
        line.setLoggerName("test");
        return line;
    }
}
