// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.testing.Samples;
import java.time.Duration;
import java.util.Optional;
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
            settling.keep(
                    unit,
                    settling.of(unit)
                            .begin("k-1", Set.of("p-gold"), settling.now())
                            .out("p-gold", Optional.empty()));
        }

        settling.keepOnly(stays::equals);

        assertThat(settling.of(stays).left(0)).isEqualTo(TIME);
        assertThat(settling.of(stays).leftIn("p-gold", "k-1", false, 0)).isEqualTo(TIME);
        assertThat(settling.of(gone).left(0)).isZero();
        assertThat(settling.of(gone).leftIn("p-gold", "k-1", false, 0)).isZero();
    }
}
