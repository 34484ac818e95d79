// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    @ParameterizedTest
    @CsvSource({"1, PT10M", "5, PT2M", "10, PT1M", "60, PT1M"})
    void theTimeOfTheBrakeIsDividedDownToAMinute(int divisor, Duration window) {
        var settings = new Settings("one", Duration.ofMinutes(5), 50, Duration.ZERO, Duration.ZERO, divisor);

        assertThat(settings.brakeWindow()).isEqualTo(window);
    }
}
