// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

class VisibleTest {

    @Test
    void whatIsSeenStaysAndWhatIsNotIsWrittenOut() {
        assertThat(Visible.of("Bestellungen für <b> 訂單 \"q\"")).isEqualTo("Bestellungen für <b> 訂單 \"q\"");
        assertThat(Visible.of("orders\u001b[2Jyes\nuser\u202egnp\u2028\u0007"))
                .isEqualTo("orders\\u001b[2Jyes\\u000auser\\u202egnp\\u2028\\u0007");
    }

    @Test
    void noLineOfAnAnswerIsForged() {
        var told = new Lines(Ansi.OFF)
                .line("API orders\u001b[2J\nyes")
                .labelled("because", "sid\r\nyes")
                .toString();

        assertThat(told.lines()).hasSize(2).noneMatch(line -> line.strip().equals("yes"));
        assertThat(told).doesNotContain("\u001b");
    }
}
