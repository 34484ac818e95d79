// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.testing.MemoryKeyStore;
import org.junit.jupiter.api.Test;

class FreshValuesTest {

    @Test
    void noValueComesTwice() {
        var values = new FreshValues(new MemoryKeyStore(), (_, _) -> false);

        var value = values.next();

        assertThat(value.reveal())
                .hasSize(40)
                .matches("[A-Za-z0-9]+")
                .isNotEqualTo(values.next().reveal());
    }
}
