// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Collections;
import java.util.Enumeration;
import org.junit.jupiter.api.Test;

/** Which commands there are, with the emulator's jar on the class path and without it. */
class ApiaccessTest {

    @Test
    void theEmulatorIsACommandWhereItsJarIs() {
        assertThat(help())
                .contains(
                        "can-i",
                        "explain",
                        "who-can",
                        "matrix",
                        "doctor",
                        "iam-policy",
                        "uninstall",
                        "emulator",
                        "help");
    }

    @Test
    void withoutItsJarTheEmulatorIsNotOfferedAndSaysWhereItIs() throws Exception {
        withoutServices(() -> {
            assertThat(help()).contains("iam-policy", "uninstall").doesNotContain("emulator");

            var line = Apiaccess.commandLine();
            var err = new StringWriter();
            line.setErr(new PrintWriter(err, true));

            assertThat(line.execute("emulator", "--port", "0")).isEqualTo(64);
            assertThat(err.toString()).contains("not part of the operator's image", "bin/apiaccess emulator");
        });
    }

    private static String help() {
        var line = Apiaccess.commandLine();
        var out = new StringWriter();
        line.setOut(new PrintWriter(out, true));
        line.execute("--help");
        return out.toString();
    }

    /** As in the image: no jar there brings a command as a service. */
    private static void withoutServices(Runnable body) throws IOException {
        var thread = Thread.currentThread();
        var before = thread.getContextClassLoader();
        try (var blind = new URLClassLoader(new URL[0], before) {
            @Override
            public Enumeration<URL> getResources(String name) throws IOException {
                return name.startsWith("META-INF/services/")
                        ? Collections.emptyEnumeration()
                        : super.getResources(name);
            }
        }) {
            thread.setContextClassLoader(blind);
            body.run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
