// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the emulator alone until the process is told to stop. */
@Command(
        name = "emulator",
        mixinStandardHelpOptions = true,
        description = "An AWS on a loopback port that enforces: IAM, STS, API Gateway and its data plane.")
public final class EmulatorCommand implements Callable<Integer> {
    @Option(names = "--port", defaultValue = "0", description = "Loopback port; 0 takes a free one.")
    private int port;

    @Option(names = "--limits", negatable = true, description = "Enforce AWS's control-plane rates. Default: off.")
    private boolean limits;

    @Option(
            names = "--time-divisor",
            defaultValue = "1",
            description = "Divides the windows of those rates. Default: ${DEFAULT-VALUE}.")
    private double timeDivisor;

    @Option(
            names = "--latency",
            defaultValue = "0",
            paramLabel = "<ms>",
            description = "Milliseconds every control-plane call takes. Default: ${DEFAULT-VALUE}.")
    private long latency;

    @Option(
            names = "--key-settle",
            defaultValue = "0",
            paramLabel = "<ms>",
            description = "Milliseconds until a new key works on the data plane. Default: ${DEFAULT-VALUE}.")
    private long keySettle;

    @Option(
            names = "--account",
            paramLabel = "<id>",
            description = "Account to make at the start; its root credentials are printed. May be repeated.")
    private java.util.List<String> accounts = java.util.List.of();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        EmulatorOptions options = EmulatorOptions.forTests()
                .withPort(port)
                .withLatency(Duration.ofMillis(latency))
                .withKeySettle(Duration.ofMillis(keySettle))
                .withAdminToken(System.getenv("APIACCESS_EMULATOR_ADMIN_TOKEN"));
        CountDownLatch stopped = new CountDownLatch(1);
        try (Emulator emulator = Emulator.start(limits ? options.withLimits(timeDivisor) : options)) {
            Runtime.getRuntime().addShutdownHook(new Thread(stopped::countDown));
            announce(emulator);
            stopped.await();
        }
        return 0;
    }

    private void announce(Emulator emulator) {
        var line = JsonNodeFactory.instance
                .objectNode()
                .put("endpoint", emulator.endpoint().toString());
        var made = line.putArray("accounts");
        for (String id : accounts) {
            Credentials root = emulator.createAccount(id);
            made.addObject()
                    .put("accountId", id)
                    .put("accessKeyId", root.accessKeyId())
                    .put("secretAccessKey", root.secretAccessKey());
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
