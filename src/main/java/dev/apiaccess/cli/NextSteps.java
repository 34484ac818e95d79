// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** What to do about the reasons of conditions, in the words of docs/reasons.md. */
final class NextSteps {

    private static final String FILE = "reasons.txt";

    private final Map<String, String> steps;

    private NextSteps(Map<String, String> steps) {
        this.steps = steps;
    }

    /** Those of this version. */
    static NextSteps read() {
        try (var stream = NextSteps.class.getResourceAsStream(FILE)) {
            if (stream == null) {
                throw new IllegalStateException(FILE + " is missing beside the classes");
            }
            return new NextSteps(new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(": ", 2))
                    .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1])));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sentences; of a reason that a newer operator gives, where they are. */
    String of(String reason) {
        return steps.getOrDefault(reason, "See the message; this apiaccess does not know the reason " + reason + ".");
    }
}
