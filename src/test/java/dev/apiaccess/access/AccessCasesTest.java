// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.apiaccess.iam.Missing;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The corpus of {@code src/test/resources/access-cases}, put to the engine and to the naive evaluator. */
class AccessCasesTest {

    private static final int LEAST = 500;

    @Test
    void thereAreMany() {
        assertThat(AccessCase.all()).hasSizeGreaterThanOrEqualTo(LEAST);
    }

    @Test
    void eachHasANameOfItsOwnAndASource() {
        var cases = AccessCase.all();

        assertThat(cases).extracting(AccessCase::name).doesNotContain("").doesNotHaveDuplicates();
        assertThat(cases)
                .allSatisfy(one ->
                        assertThat(one.expected("source")).as(one.name()).matches("https://\\S+|derived: .+|open: .+"));
    }

    @TestFactory
    Stream<DynamicTest> theEngineAnswersAsExpected() {
        return AccessCase.all().stream().map(one -> DynamicTest.dynamicTest(one.name(), () -> check(one)));
    }

    private static void check(AccessCase one) {
        var answer = one.answer();

        assertThat(answer.value().name().toLowerCase(Locale.ROOT))
                .as("%s%n%s", one.node(), answer)
                .isEqualTo(one.expected("expect"));
        if (one.expected("layer") != null) {
            assertThat(answer.by().map(layer -> layer.name().toLowerCase(Locale.ROOT)))
                    .as("%s%n%s", one.node(), answer)
                    .contains(one.expected("layer"));
        }
        if (one.expected("by") != null) {
            assertThat(answer.statement().flatMap(by -> by.sid()))
                    .as("%s%n%s", one.node(), answer)
                    .contains(one.expected("by"));
        }
        if (one.node().has("missing")) {
            assertThat(answer.missing())
                    .as("%s%n%s", one.node(), answer)
                    .extracting(Missing::text)
                    .containsExactlyInAnyOrderElementsOf(
                            AccessCase.stream(one.node().path("missing"))
                                    .map(JsonNode::asText)
                                    .toList());
        }
    }

    @TestFactory
    Stream<DynamicTest> theNaiveEvaluatorAnswersAsExpected() {
        return AccessCase.all().stream()
                .map(one -> DynamicTest.dynamicTest(
                        one.name(),
                        () -> assertThat(NaiveAccess.answer(one.node())
                                        .value()
                                        .name()
                                        .toLowerCase(Locale.ROOT))
                                .as("%s", one.node())
                                .isEqualTo(one.expected("expect"))));
    }
}
