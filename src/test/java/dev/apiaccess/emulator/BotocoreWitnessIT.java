// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** botocore drives the same operations, so that the wire format is not only what the Java SDK forgives. */
class BotocoreWitnessIT {
    @Test
    void botocoreAgrees() throws IOException, InterruptedException {
        // given an empty account
        try (Emulator emulator = Emulator.start(EmulatorOptions.forTests())) {
            Credentials root = emulator.createAccount("111122223333");

            // when the script runs
            Process script = new ProcessBuilder(
                            System.getProperty("apiaccess.python", "python3"),
                            Path.of(System.getProperty("apiaccess.basedir", "."), "src/test/python/witness.py")
                                    .toString(),
                            emulator.endpoint().toString(),
                            root.accessKeyId(),
                            root.secretAccessKey())
                    .redirectErrorStream(true)
                    .start();
            String out = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            // then all its checks hold
            assertThat(script.waitFor(120, TimeUnit.SECONDS))
                    .as("ended in time")
                    .isTrue();
            assertThat(script.exitValue()).as(out).isZero();
            assertThat(out).contains("checks, ").contains(" ok");
        }
    }
}
