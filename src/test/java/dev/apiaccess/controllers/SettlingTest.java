// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.testing.Samples;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SettlingTest {

    private static final Duration TIME = Duration.ofMinutes(2);
    private final Settling settling = new Settling(TIME, () -> 0);

    @Test
    void ofGrantsThatAreGoneNothingIsRemembered() {
        var stays = Samples.keyUnit("stays");
        var gone = Samples.keyUnit("gone");
        for (var unit : Set.of(stays, gone)) {
            settling.begin(unit, "k-1", Set.of("p-gold"));
            settling.out(unit, "p-gold", null);
        }

        settling.keepOnly(stays::equals);

        assertThat(settling.left(stays)).isEqualTo(TIME);
        assertThat(settling.in(stays, "p-gold", "k-1", false)).isEqualTo(TIME);
        assertThat(settling.left(gone)).isZero();
        assertThat(settling.in(gone, "p-gold", "k-1", false)).isZero();
    }
}
