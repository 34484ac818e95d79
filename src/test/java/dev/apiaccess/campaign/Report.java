// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.campaign;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.apiaccess.campaign.Runner.Result;
import dev.apiaccess.testing.ControlPlane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Says how far the campaign is, a line for each point, and writes what became of each under {@code target/campaign}. */
final class Report implements AutoCloseable {

    private static final int TOLD = 12;

    private final Instant began = Instant.now();
    private final Path directory = ControlPlane.baseDirectory().resolve("target/campaign");
    private final List<Result> results = new ArrayList<>();
    private long writes;
    private int expected;

    /** The reference run is over: its writes, and the points that follow from them. */
    void begin(long effectiveWrites, int points) {
        writes = effectiveWrites;
        expected = points;
        say("the undisturbed run made " + writes + " effective writes: " + points + " points");
    }

    void add(Result result) {
        results.add(result);
        say(results.size() + " of " + expected + "  " + outcome(result) + "  "
                + result.point().text());
        var trouble = result.trouble();
        if (trouble != null) {
            trouble.lines().limit(TOLD).forEach(Report::say);
        }
    }

    List<String> failures() {
        return results.stream()
                .filter(result -> result.trouble() != null)
                .map(result -> result.point().text() + ": " + result.trouble())
                .toList();
    }

    Path file() {
        return directory.resolve("report.md");
    }

    /** Writes the report, of whatever was reached. */
    @Override
    public void close() {
        try {
            Files.createDirectories(directory);
            Files.writeString(file(), markdown());
            new ObjectMapper()
                    .writerWithDefaultPrettyPrinter()
                    .writeValue(directory.resolve("report.json").toFile(), json());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String markdown() {
        var text = new StringBuilder("# Campaign\n\n");
        text.append(results.size() + " of " + expected + " points from " + writes + " effective writes, "
                + failures().size() + " failed, took " + seconds(Duration.between(began, Instant.now())) + ".\n\n");
        text.append("| step | write | disturbance | result | run |\n|---|---|---|---|---|\n");
        for (var result : results) {
            var point = result.point();
            text.append("| " + Script.STEPS.get(point.step()).name() + " | " + point.operation() + " " + point.nth()
                    + " | " + point.disturbance().text() + " | " + outcome(result) + " | " + seconds(result.took())
                    + " |\n");
        }
        failures().forEach(failure -> text.append("\n```\n" + failure + "\n```\n"));
        return text.toString();
    }

    private com.fasterxml.jackson.databind.node.ObjectNode json() {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("writes", writes)
                .put("points", expected)
                .put("seconds", Duration.between(began, Instant.now()).toSeconds());
        var list = json.putArray("results");
        for (var result : results) {
            list.addObject()
                    .put("step", Script.STEPS.get(result.point().step()).name())
                    .put("operation", result.point().operation())
                    .put("nth", result.point().nth())
                    .put("disturbance", result.point().disturbance().name())
                    .put("ok", result.trouble() == null)
                    .put("trouble", result.trouble())
                    .put("seconds", result.took().toSeconds());
        }
        return json;
    }

    private static String outcome(Result result) {
        return result.trouble() == null ? "ok" : "FAILED";
    }

    private static String seconds(Duration duration) {
        return duration.toSeconds() + " s";
    }

    /** Read by hack/campaign.py. */
    @SuppressWarnings("SystemOut")
    private static void say(String line) {
        System.out.println("campaign: " + line);
    }
}
