// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator;

import dev.apiaccess.cli.Apiaccess;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help;
import software.amazon.awssdk.auth.credentials.AwsCredentials;

/** The command line beside an emulator, with the credentials of somebody in what the SDK looks at first. */
final class Terminal implements AutoCloseable {

    /** What a command printed. */
    record Printed(int code, String out, String err) {
        @Override
        public String toString() {
            return "exit code " + code + "\n" + out + err;
        }
    }

    private final Map<String, @Nullable String> before = new TreeMap<>();

    Terminal(Aws aws, AwsCredentials who) {
        set("aws.endpointUrl", aws.endpoint().toString());
        set("aws.region", Aws.REGION.id());
        as(who);
    }

    /** From now on somebody else is at the keyboard. */
    void as(AwsCredentials who) {
        set("aws.accessKeyId", who.accessKeyId());
        set("aws.secretAccessKey", who.secretAccessKey());
    }

    private void set(String name, String value) {
        var was = System.setProperty(name, value);
        before.putIfAbsent(name, was);
    }

    Printed run(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var code = Apiaccess.commandLine()
                .setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new Printed(code, out.toString(), err.toString());
    }

    @Override
    public void close() {
        before.forEach((name, value) -> {
            if (value == null) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, value);
            }
        });
    }
}
