// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class AuditOutputTest {

    @Test
    void aLineGoesOutAsItIs() {
        var bytes = new ByteArrayOutputStream();
        var lines = new AuditOutput.Lines(new PrintStream(bytes, false, StandardCharsets.UTF_8));

        lines.publish(new LogRecord(Level.INFO, "{\"unit\":\"policy of größe, 100 %s {0}\"}"));

        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("{\"unit\":\"policy of größe, 100 %s {0}\"}\n");
    }
}
