// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.model.KeyValue;
import dev.apiaccess.testing.Samples;
import org.junit.jupiter.api.Test;

/** Which values may be imported, where an import overwrites the key that has the value. */
class FreshValuesTest {

    private final FreshValues values = new FreshValues();

    @Test
    void aValueIsFreshForTheGrantThatItWasMadeForOnly() {
        var value = values.next(Samples.NAMESPACE, "app");

        assertThat(value.reveal())
                .matches("[A-Za-z0-9]{40}")
                .isNotEqualTo(values.next(Samples.NAMESPACE, "app").reveal());
        assertThat(values.isFresh(Samples.keyUnit("app"), value)).isTrue();
        assertThat(values.isFresh(Samples.keyUnit("other"), value)).isFalse();
    }

    @Test
    void aValueThatWasNotMadeHereIsNot() {
        values.next(Samples.NAMESPACE, "app");

        assertThat(values.isFresh(Samples.keyUnit("app"), new KeyValue("a-value-that-somebody-put-there")))
                .isFalse();
    }

    @Test
    void aValueWhoseKeyWasThereIsNot() {
        var value = values.next(Samples.NAMESPACE, "app");

        values.spent(value);

        assertThat(values.isFresh(Samples.keyUnit("app"), value)).isFalse();
    }
}
