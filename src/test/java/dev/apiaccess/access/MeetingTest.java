// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Shortest texts that patterns have in common. */
class MeetingTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "/orders/{id}, /orders/*, /orders/#",
                "/orders/{id}, /orders/1?, /orders/1#",
                "/orders/{id}, *secret, /orders/secret",
                "/orders/{id}, /orders/*/items, -",
                "/orders/{id}, /orders/, -",
                "/{all+}, /a/*/c, /a//c",
                "/orders/{id}/items, /orders/7*, /orders/7/items",
                "/users/{name}, /users/${aws:username}, /users/#",
                "/orders, /orders, /orders",
            })
    void ofATemplateAndAPattern(String template, String pattern, String shortest) {
        assertThat(new Meeting(List.of(Meeting.template(template), Meeting.policy(pattern)), '#').text())
                .isEqualTo(Optional.ofNullable(shortest));
        assertThat(Meeting.mayMeet(Meeting.template(template), Meeting.policy(pattern)))
                .as("nothing that meets is passed over")
                .isTrue();
    }

    @Test
    void whatBeginsDifferentlyIsNotLookedFor() {
        assertThat(Meeting.mayMeet(Meeting.template("/orders/{id}"), Meeting.policy("/quotes/*")))
                .isFalse();
    }

    @Test
    void ofSeveralPatterns() {
        var patterns = Stream.concat(
                        Stream.of(Meeting.template("/orders/{id}")),
                        Arrays.stream(new String[] {"/orders/1*", "*2"}).map(Meeting::policy))
                .toList();

        assertThat(new Meeting(patterns, '#').text()).contains("/orders/12");
    }
}
