// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** The moto server as a child process on a loopback port of its own choice. */
public final class Moto implements AutoCloseable {

    private static final Duration START = Machine.patience(Duration.ofSeconds(60));
    private static final int SHOWN = 6_000;
    private static final Pattern RUNNING = Pattern.compile("Running on (http://127\\.0\\.0\\.1:[0-9]+)");

    private final Process process;
    private final Path log;
    private final URI endpoint;

    private Moto(Process process, Path log, URI endpoint) {
        this.process = process;
        this.log = log;
        this.endpoint = endpoint;
    }

    /** Starts with the Python that the system property {@code apiaccess.python} names, {@code python3} without it. */
    public static Moto start() {
        try {
            var log = Files.createTempFile("moto-", ".log");
            var command = new ProcessBuilder(
                    System.getProperty("apiaccess.python", "python3"),
                    "-m",
                    "moto.server",
                    "-H",
                    "127.0.0.1",
                    "-p",
                    "0");
            command.environment().put("PYTHONUNBUFFERED", "1");
            var process = command.redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            return new Moto(process, log, awaitEndpoint(process, log));
        } catch (IOException e) {
            throw new UncheckedIOException("moto does not start", e);
        }
    }

    private static URI awaitEndpoint(Process process, Path log) {
        try {
            return Awaitility.await("moto prints where it listens")
                    .atMost(START)
                    .pollInterval(Duration.ofMillis(50))
                    .until(
                            () -> {
                                if (!process.isAlive()) {
                                    throw new IllegalStateException("moto ended by itself:\n" + tail(log));
                                }
                                var match = RUNNING.matcher(Files.readString(log));
                                return match.find() ? URI.create(match.group(1)) : URI.create("");
                            },
                            uri -> uri.isAbsolute());
        } catch (ConditionTimeoutException e) {
            process.destroyForcibly();
            throw new IllegalStateException("moto is not up after " + START + ":\n" + tail(log), e);
        }
    }

    /** Where IAM, STS and API Gateway are answered, for all accounts and regions. */
    public URI endpoint() {
        return endpoint;
    }

    /** The end of what moto printed: one line a call, and its stack traces. */
    public String log() {
        return tail(log);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
            }
            Files.deleteIfExists(log);
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String tail(Path log) {
        try {
            var text = Files.readString(log);
            return text.substring(Math.max(0, text.length() - SHOWN));
        } catch (IOException e) {
            return "no log: " + e.getMessage();
        }
    }
}
