// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;

/** The operator as it is shipped: the packaged jar in a process of its own, with a log file. */
public final class OperatorProcess implements AutoCloseable {

    /** Name of the one that most suites share. */
    static final String OF_ALL_SUITES = "suite";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final Path log;
    private final int port;
    private final HttpClient http = HttpClient.newHttpClient();

    private OperatorProcess(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /**
     * Starts the packaged operator.
     *
     * @param name of the log file under {@code target/operator}
     * @param settings environment; what the JVM of the tests has of AWS, Quarkus and ours is not inherited
     */
    public static OperatorProcess start(String name, Map<String, String> settings) {
        return start(name, settings, ControlPlane.baseDirectory().resolve("target/quarkus-app"));
    }

    /** Likewise, the one that was packaged in that directory. */
    public static OperatorProcess start(String name, Map<String, String> settings, Path application) {
        var base = ControlPlane.baseDirectory();
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var port = socket.getLocalPort();
            socket.close();
            var directory = Files.createDirectories(base.resolve("target/operator"));
            var log = directory.resolve(name + ".log");
            var command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC"));
            // That of all suites works for a hundred accounts all the time. The others live for seconds: the optimizing
            // compiler would take half of their time.
            command.addAll(
                    name.equals(OF_ALL_SUITES) ? List.of("-Xmx384m") : List.of("-XX:TieredStopAtLevel=1", "-Xmx256m"));
            command.addAll(
                    List.of("-jar", application.resolve("quarkus-run.jar").toString()));
            var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
            coverage().ifPresent(agent -> builder.command().add(1, agent));
            var environment = builder.environment();
            new HashMap<>(environment)
                    .keySet().stream()
                            .filter(key -> key.matches("(AWS|APIACCESS|QUARKUS|KUBE).*"))
                            .forEach(environment::remove);
            environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
            environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
            environment.putAll(settings);
            var started = new OperatorProcess(builder.start(), log, port);
            Runtime.getRuntime().addShutdownHook(new Thread(started::close, name + "-stop"));
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The agent that this JVM measures its coverage with: most of the operator's code runs only in its own process. */
    private static Optional<String> coverage() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-javaagent:") && argument.contains("jacoco"))
                .findFirst();
    }

    /** Waits until the reconcilers run. */
    public OperatorProcess awaitReady() {
        Awaitility.await("operator ready, log in " + log)
                .atMost(Machine.patience(Duration.ofMinutes(3)))
                .pollInterval(Duration.ofMillis(200))
                .failFast("the operator ended, see " + log, () -> !process.isAlive())
                .until(() -> get("/q/health/ready").startsWith("200"));
        return this;
    }

    /** The lines of the audit log about an account, oldest first. */
    public List<JsonNode> audit(String accountId) {
        return lines(line -> line.path("loggerName").asText().equals("apiaccess.audit")
                && accountId.equals(line.path("account").asText()));
    }

    /** The lines of the log that are of some kind, oldest first; what is no JSON is none of it. */
    public List<JsonNode> lines(Predicate<JsonNode> wanted) {
        var found = new ArrayList<JsonNode>();
        // The last line may still be being written.
        for (var line : log().split("(?<=\n)", -1)) {
            if (line.startsWith("{") && line.endsWith("\n")) {
                var read = json(line);
                if (wanted.test(read)) {
                    found.add(read);
                }
            }
        }
        return found;
    }

    /** Changes that the audit log says were made in an account for units of a namespace, oldest first. */
    public List<String> changes(String accountId, String namespace) {
        return audit(accountId).stream()
                .filter(line -> line.path("outcome").asText().equals("ok"))
                .filter(line -> line.path("unit").asText().contains(namespace))
                .map(line -> line.path("change").asText())
                .toList();
    }

    private static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException("not a line of JSON: " + line, e);
        }
    }

    /** Waits until readiness fails with a state that contains all of the texts. */
    public OperatorProcess awaitState(String... texts) {
        var seen = new AtomicReference<>("nothing");
        try {
            Awaitility.await("state with " + String.join(", ", texts))
                    .atMost(Machine.patience(Duration.ofSeconds(90)))
                    .pollInterval(Duration.ofMillis(100))
                    .failFast("the operator ended", () -> !process.isAlive())
                    .until(() -> {
                        var page = get("/q/health/ready");
                        seen.set(page);
                        return page.startsWith("503") && Arrays.stream(texts).allMatch(page::contains);
                    });
            return this;
        } catch (ConditionTimeoutException | TerminalFailureException e) {
            throw new AssertionError("readiness said " + seen + "\n" + tail(25), e);
        }
    }

    public boolean running() {
        return process.isAlive();
    }

    /**
     * Waits until the process ends by itself, and returns its exit code.
     *
     * @param limit on a quiet machine
     */
    public int awaitEnd(Duration limit) {
        try {
            var patience = Machine.patience(limit);
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("still running after " + patience + "\n" + tail(25));
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Status code and body of a page of the operator, {@code 0} when it does not answer. */
    public String get(String path) {
        try {
            var answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .timeout(Machine.patience(Duration.ofSeconds(5)))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() + " " + answer.body();
        } catch (IOException _) {
            return "0";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "0";
        }
    }

    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The last lines of the log, for a failing test. */
    public String tail(int lines) {
        var all = log().lines().toList();
        return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** Ends it as a crash does: nothing of it runs any more when this returns. */
    public void kill() {
        try {
            if (!process.destroyForcibly().waitFor(15, TimeUnit.SECONDS)) {
                throw new IllegalStateException("process " + process.pid() + " cannot be killed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Makes it stand still; from outside it looks like a machine that hangs. */
    public void freeze() {
        signal("STOP");
    }

    /** Lets it go on. */
    public void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            var code = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IllegalStateException("process " + process.pid() + " does not take " + name);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(15, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
