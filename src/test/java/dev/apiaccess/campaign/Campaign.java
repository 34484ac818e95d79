// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.campaign.Point.Disturbance;
import dev.apiaccess.testing.Rig;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** All points, with a report: what {@code make campaign} runs. Its name keeps it out of {@code make test}. */
class Campaign {

    @Test
    void nothingIsLostAndNothingHappensTwice() {
        try (var report = new Report()) {
            try (var runner = new Runner(Rig.apart(), report::add)) {
                var recording = runner.record();
                var killed = recording.points(Stream.of(Disturbance.KILLED_BEFORE, Disturbance.KILLED_AFTER));
                var lost = recording.points(Arrays.stream(Disturbance.values()).filter(one -> !one.kills()));
                report.begin(recording.writes(), killed.size() + lost.size());

                runner.killed(recording, killed);
                runner.disturbed(recording, lost);

                assertThat(killed).as("points that were generated").hasSizeGreaterThan(30);
            }
            assertThat(report.failures()).as("see " + report.file()).isEqualTo(List.of());
        }
    }
}
