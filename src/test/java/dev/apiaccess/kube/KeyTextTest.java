// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.kube;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTextTest {

    private static final String TEXT = "AbCdEfGhIjKlMnOpQrStUvWx0123";

    @Test
    void whatAHeaderCarriesIsTaken() {
        assertThat(KeyText.fault(TEXT + "-._~+/=:! x")).isEmpty();
    }

    @Test
    void aLineBreakAtTheEndIsWhatEchoMakes() {
        assertThat(KeyText.fault(TEXT + "\n"))
                .contains("that ends with a line break: put it there without one, as printf does and echo does not");
        assertThat(KeyText.fault(TEXT + "\r\n"))
                .hasValueSatisfying(fault -> assertThat(fault).contains("line break"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " AbC",
                "AbC ",
                "\tAbC",
                "AbC\t",
                "A\nbC",
                "A\u0000bC",
                "A\tbC",
                "AbC\u007f",
                "\u00e4bC",
                "A\u2028bC"
            })
    void whatNoHeaderCarriesAsItIsIsRefusedWithoutBeingTold(String text) {
        assertThat(KeyText.fault(text + TEXT + text))
                .hasValueSatisfying(
                        fault -> assertThat(fault).doesNotContain("AbC").contains(": "));
    }
}
