// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.opentest4j.TestAbortedException;

/** Runs a program that ships in the kit or among the tools, as people run it. */
public final class Tool {

    private static final long PATIENCE_SECONDS = 120;

    private final List<String> command;

    private Tool(List<String> command) {
        this.command = command;
    }

    /** What a program said. */
    public record Answer(int code, String out, String err) {

        /** What it printed; fails when it did not end well. */
        public String orFail() {
            if (code != 0) {
                throw new AssertionError("exit code " + code + "\n" + out + err);
            }
            return out;
        }
    }

    /** kubectl with the credentials in that file. */
    public static Tool kubectl(Path kubeconfig) {
        return new Tool(List.of(program("apiaccess.kit", "kubectl"), "--kubeconfig", kubeconfig.toString()));
    }

    /** What Flux and Argo CD make of objects: {@code hack/kit/tools/witness}. */
    public static Tool witness() {
        return new Tool(List.of(program("apiaccess.tools", "witness")));
    }

    public Answer run(String... arguments) {
        return runWith("", arguments);
    }

    /** Runs it with that text as its input. */
    public Answer runWith(String input, String... arguments) {
        var line = new ArrayList<>(command);
        line.addAll(List.of(arguments));
        try {
            var directory = Files.createDirectories(
                    ControlPlane.baseDirectory().resolve("target").resolve("tool"));
            var out = Files.createTempFile(directory, "out", ".txt");
            var err = Files.createTempFile(directory, "err", ".txt");
            try {
                return answer(line, input, out, err);
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Answer answer(List<String> line, String input, Path out, Path err)
            throws IOException, InterruptedException {
        var process = new ProcessBuilder(line)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        }
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("not done in " + PATIENCE_SECONDS + " s: " + line);
        }
        return new Answer(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    static String program(String property, String name) {
        var directory = System.getProperty(property, "");
        if (directory.isBlank()) {
            throw new TestAbortedException(
                    "no " + name + ": -D" + property + " is not set (make test builds and names it)");
        }
        return Path.of(directory, name).toString();
    }
}
