// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.campaign.Point.Disturbance;
import dev.apiaccess.campaign.Runner.Result;
import dev.apiaccess.testing.Rig;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * A sample of the campaign: crashes while everything is made and while a key is replaced, a write of each operation, around an edit of a document, and around
 * the last write of all; and a lost answer for each operation of the script.
 */
@Isolated("leases and kills are about time, which a crowd of suites takes from them")
class CrashIT {

    private static final List<String> SAMPLED = List.of("create", "rotate");

    /** After it AWS holds more than status says: what is in AWS must not pass for somebody's change. */
    private static final List<String> ALWAYS = List.of("CreatePolicyVersion");

    @Test
    void anOperatorThatIsKilledInTheMiddleOfAWriteLosesNothingAndDoesNothingTwice() {
        try (var runner = new Runner(Rig.apart(), _ -> {})) {
            var recording = runner.record();

            var results = new ArrayList<>(runner.killed(recording, sample(recording)));
            results.addAll(runner.disturbed(recording, lost(recording)));

            assertThat(results).as("points that were generated").hasSizeGreaterThan(12);
            assertThat(results.stream()
                            .filter(result -> result.trouble() != null)
                            .map(CrashIT::told))
                    .isEmpty();
        }
    }

    /** The first write of every operation in a step, killed before and after its effect by turns. */
    private static List<Point> sample(Recording recording) {
        var sample = new ArrayList<Point>();
        for (var point : recording.points(Stream.of(Disturbance.KILLED_AFTER))) {
            if (point.nth() == 1
                    && SAMPLED.contains(Script.STEPS.get(point.step()).name())) {
                sample.add(
                        sample.size() % 2 == 0
                                ? point
                                : new Point(point.step(), point.operation(), 1, Disturbance.KILLED_BEFORE));
            }
        }
        recording.points(Stream.of(Disturbance.KILLED_BEFORE, Disturbance.KILLED_AFTER)).stream()
                .filter(point -> ALWAYS.contains(point.operation())
                        || Script.STEPS.get(point.step()).name().equals("disconnect"))
                .forEach(sample::add);
        return sample;
    }

    /** Every operation once, at its first write. */
    private static List<Point> lost(Recording recording) {
        var operations = new ArrayList<String>();
        var sample = new ArrayList<Point>();
        for (var point : recording.points(Stream.of(Disturbance.RESET_AFTER))) {
            if (!operations.contains(point.operation())) {
                operations.add(point.operation());
                sample.add(point);
            }
        }
        return sample;
    }

    private static String told(Result result) {
        return result.point().text() + ": " + result.trouble();
    }
}
