// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table in docs/emulator.md has every operation that there is, and no other. {@code -Dgolden.write=true} writes it anew. */
class OperationsDocumentedTest {
    private static final Path PAGE =
            Path.of(System.getProperty("apiaccess.basedir", "")).resolve("docs/emulator.md");
    private static final String HEAD = "| service | operations |\n|---|---|\n";

    @Test
    void theTableIsWhatThereIs() throws IOException {
        // given
        String table;
        try (Emulator emulator = Emulator.start(EmulatorOptions.forTests())) {
            table = emulator.operations().entrySet().stream()
                    .map(service ->
                            "| `" + service.getKey() + "` | `" + String.join("`, `", service.getValue()) + "` |\n")
                    .collect(Collectors.joining());
        }
        String page = Files.readString(PAGE);
        int start = page.indexOf(HEAD) + HEAD.length();
        assertThat(start).as("the table's head").isGreaterThan(HEAD.length());
        int end = page.indexOf("\n\n", start) + 1;

        // when
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(PAGE, page.substring(0, start) + table + page.substring(end));
        }

        // then
        String written = Files.readString(PAGE);
        assertThat(written.substring(start, written.indexOf("\n\n", start) + 1))
                .as("run with -Dgolden.write=true when it is right")
                .isEqualTo(table);
    }
}
