// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A program that ends by itself. Its standard output and what it says of errors are kept apart. */
public final class Command {

    private static final long LIMIT_SECONDS = 180;
    private static final AtomicInteger RUNS = new AtomicInteger();

    private final List<String> line;
    private final Process process;
    private final Path output;
    private final Path errors;

    private Command(List<String> line, Process process, Path output, Path errors) {
        this.line = line;
        this.process = process;
        this.output = output;
        this.errors = errors;
    }

    /**
     * Starts a program.
     *
     * @param environment besides what this JVM has, of which nothing of AWS, Quarkus and ours is inherited
     */
    public static Command start(Map<String, String> environment, List<String> line) {
        try {
            var directory = Files.createDirectories(ControlPlane.baseDirectory().resolve("target/commands"));
            var name = Path.of(line.getFirst()).getFileName() + "-" + RUNS.incrementAndGet();
            var output = directory.resolve(name + ".out");
            var errors = directory.resolve(name + ".err");
            var builder = new ProcessBuilder(line)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile());
            var inherited = builder.environment();
            new HashMap<>(inherited)
                    .keySet().stream()
                            .filter(key -> key.matches("(AWS|APIACCESS|QUARKUS|KUBE|HELM).*"))
                            .forEach(inherited::remove);
            inherited.put("NO_PROXY", "127.0.0.1,localhost");
            inherited.put("no_proxy", "127.0.0.1,localhost");
            inherited.putAll(environment);
            return new Command(line, builder.start(), output, errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a program to its end. */
    public static Command run(Map<String, String> environment, List<String> line) {
        var command = start(environment, line);
        command.awaitEnd();
        return command;
    }

    public boolean running() {
        return process.isAlive();
    }

    /** Waits for the end, and returns the exit code. */
    public int awaitEnd() {
        try {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("not ended after " + LIMIT_SECONDS + " s: " + this);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public String output() {
        return read(output);
    }

    public String errors() {
        return read(errors);
    }

    @Override
    public String toString() {
        return String.join(" ", line) + "\n" + output() + errors();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
