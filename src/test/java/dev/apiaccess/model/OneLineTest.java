// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OneLineTest {

    @ParameterizedTest
    @CsvSource({
        "1b, \\u001b",
        "00, \\u0000",
        "0a, \\n",
        "0d, \\r",
        "09, \\t",
        "7f, \\u007f",
        "85, \\u0085",
        "9b, \\u009b",
        "61c, \\u061c",
        "200b, \\u200b",
        "200f, \\u200f",
        "2028, \\u2028",
        "2029, \\u2029",
        "202e, \\u202e",
        "2066, \\u2066",
        "feff, \\ufeff",
        "e0001, \\udb40\\udc01"
    })
    void whatIsNotSeenAsItselfIsEscaped(String point, String shown) {
        var text = "a" + Character.toString(Integer.parseInt(point, 16)) + "b";

        assertThat(OneLine.of(text)).isEqualTo("a" + shown + "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "orders", "Bestellungen für Köln", "注文", "🛒", "a\\nb", "“quoted” – and more…"})
    void otherTextStaysTheSameObject(String text) {
        assertThat(OneLine.of(text)).isSameAs(text);
    }

    @Property
    void whatComesOutHasOneLineAndStaysAsItIs(@ForAll String text) {
        var line = OneLine.of(text);

        assertThat(line.codePoints())
                .noneMatch(point -> Character.isISOControl(point)
                        || Character.getType(point) == Character.FORMAT
                        || point == 0x2028
                        || point == 0x2029);
        assertThat(OneLine.of(line)).isSameAs(line);
    }
}
